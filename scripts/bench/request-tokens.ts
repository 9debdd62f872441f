/** What a task costs in tokens before any thought: the first request, the sum over 30 steps, and the kept prefix. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { type ChatBody, chatBody, taskWords } from './quick-model'
import { digits } from './statistics'

export async function measureRequestTokens(bed: Bed): Promise<Measurement[]> {
  const words = 'Say hello thirty times, one command at a time. [steps 30]'
  const { runId } = await bed.assign(words)
  await bed.succeeded(runId)
  const requests = bed.model.server.exchanges
    .flatMap(exchange => chatBody(exchange) ?? [])
    .filter(body => taskWords(body).includes(words))
  const first = requests[0]
  if (!first || requests.length !== 31) throw new Error(`${requests.length} requests arrived instead of 31`)
  const counts = requests.map(countRequest)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const kept = keptPrefix(requests)
  const tools = countTokens(JSON.stringify(first.tools ?? []))
  return [
    {
      figure: 'firstRequest',
      value: counts[0] ?? null,
      detail: `tools ${tools}, messages ${(counts[0] ?? 0) - tools}`,
    },
    {
      figure: 'thirtySteps',
      value: total,
      detail: `31 requests, the last of ${digits(counts.at(-1) ?? 0)} tokens`,
    },
    {
      figure: 'prefixKept',
      value: kept.percent,
      detail: `${digits(kept.bytes)} bytes compared over ${requests.length - 1} pairs of requests`,
    },
  ]
}

/** Tokens of the tools and of each message as they went over the wire. */
function countRequest(body: ChatBody): number {
  const messages = body.messages.map(message => countTokens(JSON.stringify(message)))
  return countTokens(JSON.stringify(body.tools ?? [])) + messages.reduce((sum, count) => sum + count, 0)
}

/** Of all bytes of the earlier request of each pair, the part with which the later one begins. */
function keptPrefix(requests: readonly ChatBody[]): { percent: number; bytes: number } {
  let kept = 0
  let bytes = 0
  for (const [index, body] of requests.slice(1).entries()) {
    const before = requests[index]
    if (!before) continue
    const earlier = canonicalPrompt(before)
    bytes += earlier.length
    kept += commonLength(earlier, canonicalPrompt(body))
  }
  return { percent: (kept / bytes) * 100, bytes }
}

/** The prompt in the order in which vendors hash it; the closing bracket is no part of a prefix. */
function canonicalPrompt({ tools, messages }: ChatBody): Buffer {
  return Buffer.from(`${JSON.stringify(tools ?? [])}\n${JSON.stringify(messages).slice(0, -1)}`)
}

function commonLength(earlier: Buffer, later: Buffer): number {
  const end = Math.min(earlier.length, later.length)
  let at = 0
  while (at < end && earlier[at] === later[at]) at += 1
  return at
}
