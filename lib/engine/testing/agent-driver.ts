/** Lets the model server play a model that works: so many tool calls, then a final answer, with a prefix cache. */
import type { Answer, Exchange, Pace } from './model-server'
import type { Reply, ServedUsage } from './reply'

export interface AgentDrive {
  /** Tool calls before the final text. */
  calls: number
  /** The call to make at this step; counts from 0. */
  call: (step: number) => { name: string; input: unknown }
  finalText?: string
  /** Text said beside each tool call. */
  sayText?: string
  /** One token for four characters by default. */
  countTokens?: (text: string) => number
  pace?: Pace
  pieceLength?: number
}

export interface DrivenAgent {
  respond: (exchange: Exchange) => Answer
  /** What was counted for each request, in order of arrival. */
  usages: ServedUsage[]
}

/**
 * Makes a responder. The step is read from the history in the request alone (how many tool results it
 * holds), so any number of runs can be driven at once and a request that comes again gets the
 * same answer.
 */
export function driveAgent(drive: AgentDrive): DrivenAgent {
  const countTokens = drive.countTokens ?? (text => Math.ceil(text.length / 4))
  const cache = new PrefixCache(countTokens)
  const usages: ServedUsage[] = []
  const respond = (exchange: Exchange): Answer => {
    const step = countToolResults(messagesOf(exchange.body))
    const isLast = step >= drive.calls
    const call = isLast ? undefined : drive.call(step)
    const text = isLast ? (drive.finalText ?? 'Done.') : drive.sayText
    const output = countTokens((text ?? '') + (call ? JSON.stringify(call) : ''))
    const usage = { ...cache.count(promptText(exchange.body)), output }
    usages.push(usage)
    const reply: Reply = {
      usage,
      ...(text ? { text } : {}),
      ...(call ? { toolCalls: [{ id: `call_${exchange.number}_${step}`, ...call }] } : {}),
      ...(drive.pieceLength ? { pieceLength: drive.pieceLength } : {}),
    }
    return { reply, ...(drive.pace ? { pace: drive.pace } : {}) }
  }
  return { respond, usages }
}

/** Counts what of a prompt a vendor's cache would know from an earlier one: the longest common beginning. */
class PrefixCache {
  private readonly known: { prompt: string; tokens: number }[] = []

  constructor(private readonly countTokens: (text: string) => number) {}

  /** Tokens of the prompt and of its known beginning; remembers the prompt. */
  count(prompt: string): { input: number; cacheRead: number } {
    const index = this.known.findIndex(earlier => prompt.startsWith(earlier.prompt))
    const earlier = this.known[index]
    const cacheRead = earlier ? earlier.tokens : this.sharedTokens(prompt)
    const length = earlier ? earlier.prompt.length : this.sharedLength(prompt)
    const input = cacheRead + this.countTokens(prompt.slice(length))
    // A prompt that goes on from an earlier one takes its place.
    if (earlier) this.known[index] = { prompt, tokens: input }
    else this.known.push({ prompt, tokens: input })
    if (this.known.length > rememberedPrompts) this.known.shift()
    return { input, cacheRead }
  }

  private sharedTokens(prompt: string): number {
    const length = this.sharedLength(prompt)
    return length === 0 ? 0 : this.countTokens(prompt.slice(0, length))
  }

  private sharedLength(prompt: string): number {
    return Math.max(0, ...this.known.map(earlier => commonLength(earlier.prompt, prompt)))
  }
}

const rememberedPrompts = 256

function commonLength(a: string, b: string): number {
  let low = 0
  let high = Math.min(a.length, b.length)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (a.startsWith(b.slice(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}

/** The prompt in the order in which vendors hash it: tools, instructions, messages; without cache breakpoints. */
function promptText(body: unknown): string {
  if (!isRecord(body)) return ''
  return [body.tools, body.system, body.messages]
    .map(part => (part === undefined ? '' : JSON.stringify(part, withoutBreakpoints).replace(/\]$/, '')))
    .join('\n')
}

function withoutBreakpoints(key: string, value: unknown): unknown {
  return key === 'cache_control' ? undefined : value
}

function messagesOf(body: unknown): Record<string, unknown>[] {
  return isRecord(body) && Array.isArray(body.messages) ? body.messages.filter(isRecord) : []
}

/** Tool results in the whole history, in either wire format. */
function countToolResults(messages: readonly Record<string, unknown>[]): number {
  return messages.reduce((sum, message) => {
    if (message.role === 'tool') return sum + 1
    const parts = Array.isArray(message.content) ? message.content : []
    return sum + parts.filter(part => isRecord(part) && part.type === 'tool_result').length
  }, 0)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
