/** Decides whether a gathered reply is an answer or a failure, and what it used. */
import type { FinishReason, ModelError, ReplyPart } from '../runs/message'
import type { UsageRecord } from '../usage/schema'
import type { ReplyCollector, StepEnd } from './reply-collector'
import { reportedCostMicros, servedModel, splitUsage } from './usage-record'

export interface CallTiming {
  /** Milliseconds from the call to the first text, reasoning or tool input; null when there was none. */
  firstOutputMs: number | null
  totalMs: number
}

interface CallFacts {
  parts: ReplyPart[]
  /** False when the vendor reported no usage and `usage` is an estimate. */
  usageReported: boolean
  /** What the provider says it charged, where it does. */
  reportedMicros?: number
  /** The model that answered, which may be more exact than the one asked for. */
  responseModel?: string
  responseId?: string
  timing: CallTiming
}

export type ModelOutcome =
  | (CallFacts & { ok: true; finishReason: FinishReason; usage: UsageRecord })
  /** `usage` is missing when the call cannot have used anything: it was refused, or never sent. */
  | (CallFacts & { ok: false; error: ModelError; usage?: UsageRecord })

/** What went wrong with the call itself. `isUnheard`: the request was on its way, and nobody heard what it is charged. */
export interface CallFailure {
  error: ModelError
  isUnheard: boolean
}

/** Judges a finished call. */
export function judgeReply(
  collector: ReplyCollector,
  failed: CallFailure | null,
  timing: CallTiming,
  estimate: (parts: readonly ReplyPart[]) => UsageRecord,
): ModelOutcome {
  const { end } = collector
  const parts = collector.parts()
  const reported = end ? splitUsage(end.usage) : null
  const reportedMicros = end ? reportedCostMicros(end.usage.raw) : null
  const responseModel = end ? (servedModel(end.usage.raw) ?? end.responseModel) : undefined
  const facts = {
    parts,
    timing,
    usageReported: reported !== null,
    ...(reportedMicros === null ? {} : { reportedMicros }),
    ...(responseModel ? { responseModel } : {}),
    ...(end?.responseId ? { responseId: end.responseId } : {}),
  }
  const problem = failed?.error ?? findProblem(end, parts)
  if (problem === null)
    return { ...facts, ok: true, finishReason: finishOf(end, parts), usage: reported ?? estimate(parts) }
  const hasBegun = parts.length > 0 || (end !== undefined && failed === null)
  const usage = reported ?? (hasBegun || failed?.isUnheard ? estimate(parts) : undefined)
  return { ...facts, ok: false, error: problem, ...(usage ? { usage } : {}) }
}

function findProblem(end: StepEnd | undefined, parts: readonly ReplyPart[]): ModelError | null {
  if (!end) return invalid('The answer ended before it was complete.')
  if (end.finishReason === 'content-filter') return refusal(end)
  const hasCall = parts.some(part => part.type === 'tool-call')
  if (end.finishReason === 'error') return invalid('The provider ended the answer with an unnamed error.')
  if (end.finishReason === 'tool-calls' && !hasCall)
    return invalid('The answer announced a tool call but held none.')
  const hasText = parts.some(part => part.type === 'text' && part.text.trim() !== '')
  if (!hasCall && !hasText && end.finishReason !== 'length') return invalid('The model gave an empty answer.')
  return null
}

function invalid(message: string): ModelError {
  return { code: 'invalid-response', message, retryable: true }
}

function refusal(end: StepEnd): ModelError {
  const reason = explanation(end.providerMetadata) ?? 'Its safety rules were given as the reason.'
  return { code: 'refused', message: `The provider refused to answer. ${reason}`, retryable: false }
}

/** Anthropic explains a refusal in its stop details. */
function explanation(metadata: unknown): string | undefined {
  const found = /"explanation":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(metadata ?? null))?.[1]
  return found === undefined ? undefined : String(JSON.parse(`"${found}"`))
}

function finishOf(end: StepEnd | undefined, parts: readonly ReplyPart[]): FinishReason {
  if (end?.finishReason === 'length') return 'length'
  if (parts.some(part => part.type === 'tool-call')) return 'tool-calls'
  return end?.finishReason === 'stop' ? 'stop' : 'other'
}
