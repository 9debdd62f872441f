/** The readable part of a page as Markdown. HTML from anywhere may be hostile, so it is parsed in a bounded thread. */
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface Extracted {
  title: string
  markdown: string
}

export interface ExtractLimits {
  timeoutMs: number
  /** Characters of HTML; the rest is left out. */
  htmlCharacters: number
  heapMegabytes: number
}

export const extractLimits: ExtractLimits = {
  timeoutMs: 8_000,
  htmlCharacters: 2_000_000,
  heapMegabytes: 256,
}

const entryName = 'extract-worker.mjs'

/** Null when the page could not be read within the limits. */
export function extractMarkdown(
  html: string,
  url: string,
  signal: AbortSignal,
  limits: ExtractLimits = extractLimits,
): Promise<Extracted | null> {
  if (signal.aborted) return Promise.resolve(null)
  const worker = new Worker(findEntry(), {
    workerData: { html: html.slice(0, limits.htmlCharacters), url },
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes },
  })
  return new Promise(resolve => {
    const end = (result: Extracted | null) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', give)
      void worker.terminate()
      resolve(result)
    }
    const give = () => end(null)
    const timer = setTimeout(give, limits.timeoutMs)
    signal.addEventListener('abort', give, { once: true })
    worker.once('message', (result: Extracted) =>
      end({ title: oneLine(result.title), markdown: result.markdown }),
    )
    worker.once('error', give)
    worker.once('exit', give)
  })
}

/**
 * Text of the outside world as data: fenced by a boundary that its author cannot guess and so not close. It follows
 * from the text and a `secret` that the author does not know, so that the same page twice is the same text.
 */
export function markUntrusted(text: string, source: string, secret: string): string {
  const boundary = createHmac('sha256', secret).update(`${source}\n${text}`).digest('hex').slice(0, 16)
  return `<untrusted-${boundary} source="${source.replaceAll('"', '%22')}">\n${text}\n</untrusted-${boundary}>`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300)
}

/** Beside the running bundle, or in `build/` of the project. */
function findEntry(): string {
  const places = [join(import.meta.dirname, entryName), join(process.cwd(), 'build', entryName)]
  const found = places.find(existsSync)
  if (!found) throw new Error(`Not built: no ${entryName}. Run "node scripts/build.mjs".`)
  return found
}
