/** Reads answers that real providers gave, and serves them again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type RawAnswer, sse } from './model-server'

/** Where recorded data lies, beside the project; absent on most machines. */
const recordedAnswersFolder = join(
  resolve(process.env.REEF_SHARED_DATA ?? '../shared/data'),
  'provider-responses',
)

export function hasRecordedAnswers(): boolean {
  const isThere = existsSync(recordedAnswersFolder)
  if (!isThere) console.info('Skipped: the recorded provider answers are not beside the project.')
  return isThere
}

/** Paths of all recorded answers, relative to the folder, such as `google/google-text.json`. */
export function listRecordedAnswers(): string[] {
  return readdirSync(recordedAnswersFolder, { recursive: true, encoding: 'utf8' })
    .filter(path => /\.(json|sse|chunks\.txt)$/.test(path))
    .sort()
}

/** The recording as a server would send it: a stream, a whole answer, or a refusal with its status. */
export function recordedAnswer(path: string): RawAnswer {
  const text = readFileSync(join(recordedAnswersFolder, path), 'utf8')
  if (path.endsWith('.sse')) return { headers: { 'content-type': 'text/event-stream' }, pieces: [text] }
  if (path.endsWith('.chunks.txt')) {
    const events = text.split('\n').filter(line => line.trim() !== '')
    return sse(path.startsWith('openai-chat') || path.startsWith('deepseek') ? [...events, '[DONE]'] : events)
  }
  return { status: statusOf(JSON.parse(text)), pieces: [text] }
}

/** A recorded error lost its status: the vendors' documented ones are put back. */
function statusOf(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('error' in body) || body.error === null) return 200
  const error = JSON.stringify(body.error)
  return /quota|RESOURCE_EXHAUSTED/.test(error) ? 429 : 400
}
