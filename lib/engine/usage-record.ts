/** Takes a vendor's inclusive token totals apart into Reef's disjoint counters: once, here, and nowhere else. */
import type { UsageRecord } from '../usage/schema'

/** The AI SDK's usage of one step, as far as it is needed here. */
export interface ReportedUsage {
  inputTokens?: number | undefined
  inputTokenDetails?: {
    noCacheTokens?: number | undefined
    cacheReadTokens?: number | undefined
    cacheWriteTokens?: number | undefined
  }
  outputTokens?: number | undefined
  outputTokenDetails?: { textTokens?: number | undefined; reasoningTokens?: number | undefined }
  /** The vendor's own words; looked at only where the SDK drops a figure. */
  raw?: unknown
}

/**
 * Splits inclusive usage into disjoint counters: input = fresh + read + writes, output = text + reasoning.
 * `null` when the server reported nothing, which is not the same as zero.
 *
 * What the SDK leaves to the raw usage: cache writes of OpenAI-compatible servers, cache reads under DeepSeek's
 * and Moonshot's own names, Anthropic's split by lifetime, and servers that count reasoning beside the output
 * instead of inside it.
 */
export function splitUsage(usage: ReportedUsage): UsageRecord | null {
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return null
  const raw = new RawUsage(usage.raw)
  const input = count(usage.inputTokens)
  const cacheRead = Math.min(input, usage.inputTokenDetails?.cacheReadTokens || raw.cacheRead())
  const cacheWrite = Math.min(
    input - cacheRead,
    usage.inputTokenDetails?.cacheWriteTokens || raw.cacheWrite(),
  )
  const cacheWrite1h = Math.min(cacheWrite, raw.cacheWrite1h())
  const output = count(usage.outputTokens)
  const reasoning = count(usage.outputTokenDetails?.reasoningTokens || raw.reasoning())
  const isBeside = reasoning > output || raw.countsReasoningBeside(reasoning)
  return {
    inputFresh: input - cacheRead - cacheWrite,
    cacheRead,
    cacheWrite5m: cacheWrite - cacheWrite1h,
    cacheWrite1h,
    outputText: isBeside ? output : output - reasoning,
    reasoning,
  }
}

/** What the provider says it charged, in whole micro-dollars, where it says so. */
export function reportedCostMicros(raw: unknown): number | null {
  const usage = new RawUsage(raw)
  const dollars = usage.figure('cost')
  if (dollars !== null) return Math.round(dollars * 1e6)
  const ticks = usage.figure('cost_in_usd_ticks') // xAI: 1 tick is 1e-10 dollars
  return ticks === null ? null : Math.round(ticks / 1e4)
}

/** The model that served the answer after a fallback on the vendor's side, which the SDK does not tell (Anthropic). */
export function servedModel(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('iterations' in raw) || !Array.isArray(raw.iterations))
    return null
  const served: unknown = raw.iterations.findLast((item: unknown) => hasType(item, 'fallback_message'))
  if (typeof served !== 'object' || served === null || !('model' in served)) return null
  return typeof served.model === 'string' ? served.model : null
}

function hasType(item: unknown, type: string): boolean {
  return typeof item === 'object' && item !== null && 'type' in item && item.type === type
}

class RawUsage {
  constructor(private readonly raw: unknown) {}

  cacheRead(): number {
    return (
      this.figure('prompt_cache_hit_tokens') ??
      this.figure('cached_tokens') ??
      this.figure('prompt_tokens_details', 'cached_tokens') ??
      this.figure('cache_read_input_tokens') ??
      0
    )
  }

  cacheWrite(): number {
    return (
      this.figure('prompt_tokens_details', 'cache_write_tokens') ??
      this.figure('prompt_tokens_details', 'cache_creation_input_tokens') ??
      this.figure('prompt_tokens_details', 'cache_creation_tokens') ??
      0
    )
  }

  cacheWrite1h(): number {
    return this.figure('cache_creation', 'ephemeral_1h_input_tokens') ?? 0
  }

  reasoning(): number {
    return this.figure('completion_tokens_details', 'reasoning_tokens') ?? 0
  }

  countsReasoningBeside(reasoning: number): boolean {
    const total = this.figure('total_tokens')
    const prompt = this.figure('prompt_tokens')
    const completion = this.figure('completion_tokens')
    if (reasoning === 0 || total === null || prompt === null || completion === null) return false
    return total === prompt + completion + reasoning
  }

  /** A finite, non-negative number at the path, else null. */
  figure(...path: string[]): number | null {
    let value = this.raw
    for (const key of path) {
      if (typeof value !== 'object' || value === null) return null
      value = Reflect.get(value, key)
    }
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
  }
}

/** More than any call can have: a server that says more is talking nonsense, and sums must stay numbers. */
const mostTokens = 100_000_000

function count(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) && value > 0
    ? Math.min(Math.round(value), mostTokens)
    : 0
}
