/** When and how what the model sees is made shorter: mask old results, then sum up old steps, then begin afresh. Pure. */
import { carriedTokens } from './carried'
import {
  type CompactionForecast,
  callsToCome,
  firstTokens,
  forecastOf,
  keptBefore,
  largestTurn,
  pricesOf,
  profitOf,
  type Shortening,
} from './compaction-money'
import { contextTokens, roomOf, sizeOf, sum, tokensOf } from './context-size'
import type { Compaction, RunState, StepState, ToolCallState } from './run-state'
import { type IsShown, referenceTo, sharedWith } from './same-result'

/** All thresholds in one place; parts are of the room that a request may have. */
export const compactionRules = {
  /** Filled so far, the context is made shorter. */
  trigger: 0.8,
  /** So much is wanted afterwards. */
  target: 0.5,
  /** A mask that frees less is not worth the lost cache. */
  leastFreed: 0.2,
  /** Newest steps that stay word for word, if they fit into this part. */
  keptSteps: 4,
  kept: 0.25,
  /** Results shorter than this stay. */
  leastMasked: 600,
  /** Steps without another compaction, unless the window is all but full. */
  rest: 3,
  full: 0.95,
  /** Summaries of summaries lose the thread: after so many in a row the context begins afresh. */
  summariesInRow: 3,
  /** Room for the summary itself, tokens. */
  summaryTokens: 1_500,
  /** A turn may add so much: where that would not fit any more, the window leaves no choice. */
  turn: 0.15,
  turnTokens: 16_000,
  /** Long before the trigger old results are left out where even the fewest calls to come pay for it so many times over. */
  early: { part: 0.25, tokens: 32_000, rest: 10, returns: 2 },
} as const

export interface CompactionPlan {
  kind: 'mask' | 'summary' | 'handoff'
  /** The last step that is told shorter. */
  throughStep: number
  /** Calls whose results are left out. Those of steps that are summed up are kept as files too. */
  maskedCallIds: string[]
  tokensBefore: number
  tokensAfter: number
  reason: string
  overflow: boolean
  forecast: CompactionForecast
}

/** Tokens from which on the context is told shorter, where that pays. */
export function compactionLine(state: RunState): number {
  return Math.floor(roomOf(state) * compactionRules.trigger)
}

/** Before the call of `step`: how to make room, or null while there is enough, or while it would not pay. */
export function compactionDue(state: RunState, step: number): CompactionPlan | null {
  const { trigger, rest, full, early } = compactionRules
  const before = contextTokens(state)
  const room = roomOf(state)
  const last = state.compactions.at(-1)
  if (last?.step === step) return null
  const since = last ? step - last.step : Number.POSITIVE_INFINITY
  const reason = `The context was ${Math.round((before / room) * 100)} % full.`
  if (before <= room * trigger) {
    const isLarge = before >= Math.max(early.tokens, room * early.part)
    return isLarge && since > early.rest ? earlyMask(state, before, reason) : null
  }
  if (since <= rest && before < room * full) return null
  const turn = Math.max(largestTurn(state), Math.min(room * compactionRules.turn, compactionRules.turnTokens))
  const forced = before >= room * full || before + turn >= room
  return makePlan(state, { tokensBefore: before, reason, overflow: false, forced }, false)
}

/** After the provider has refused a request as too long, for the `made`-th time; null when nothing more can go. */
export function overflowPlan(state: RunState, made: number): CompactionPlan | null {
  if (made > 1) return null
  const reason = 'The provider refused the request as too long.'
  const facts = { tokensBefore: contextTokens(state), reason, overflow: true, forced: true }
  return makePlan(state, facts, made > 0)
}

type Facts = Pick<CompactionPlan, 'tokensBefore' | 'reason' | 'overflow'> & { forced: boolean }

/** The mildest way that pays; when the window leaves no choice, the mildest way. */
function makePlan(state: RunState, facts: Facts, afresh: boolean): CompactionPlan | null {
  const over = state.steps.filter(step => step.repliedAt !== undefined)
  const through = lastThrough(state)
  const { tokensBefore, overflow, forced } = facts
  const room = overflow ? Math.min(roomOf(state), tokensBefore * compactionRules.trigger) : roomOf(state)
  if (!afresh) {
    const mask = planMask(state, over, through, room, facts)
    if (mask && (forced || pays(state, mask))) return mask
    const summary = planSummary(state, over, through, room, facts)
    if (summary && (forced || pays(state, summary))) return summary
    if (mask || summary) return null
  }
  const last = over.at(-1)
  if (!last || last.step <= through) return null
  const handoff = shorten(state, 'handoff', last.step, facts)
  return forced || pays(state, handoff) ? handoff : null
}

/** Old results that cost more in every call than leaving them out costs once. Nothing is told in other words yet. */
function earlyMask(state: RunState, tokensBefore: number, reason: string): CompactionPlan | null {
  const over = state.steps.filter(step => step.repliedAt !== undefined)
  const facts = { tokensBefore, reason, overflow: false, forced: false }
  const mask = planMask(state, over, lastThrough(state), roomOf(state), facts)
  if (!mask) return null
  const { saved, rewrite } = profitOf(changeOf(state, mask), callsToCome(state).least, pricesOf(state))
  return saved > rewrite * compactionRules.early.returns ? mask : null
}

function pays(state: RunState, plan: CompactionPlan): boolean {
  return profitOf(changeOf(state, plan), callsToCome(state).likely, pricesOf(state)).profit > 0
}

type Draft = Omit<CompactionPlan, 'forecast'>

/** What a plan changes in tokens: what goes, what is sent anew, and what the call for a summary takes. */
function changeOf(state: RunState, plan: Draft): Shortening {
  const { kind, tokensBefore, tokensAfter, throughStep, maskedCallIds } = plan
  const removed = Math.max(0, tokensBefore - tokensAfter)
  if (kind === 'mask') {
    const steps = maskedCallIds.flatMap(id => state.toolCalls[id]?.step ?? [])
    const kept = keptBefore(state, Math.min(...steps), tokensBefore)
    return { removed, rewritten: Math.max(0, tokensAfter - kept), summaryInput: 0, summaryOutput: 0 }
  }
  const from = lastThrough(state)
  const told = state.steps.filter(step => step.step > from && step.step <= throughStep)
  return {
    removed,
    rewritten: Math.max(0, tokensAfter - firstTokens(state)),
    summaryInput: Math.min(
      tokensOf(sum(told.map(step => sizeOf(state, step)))),
      Math.floor(roomOf(state) / 2),
    ),
    summaryOutput: compactionRules.summaryTokens,
  }
}

function finishPlan(state: RunState, draft: Draft, { forced, ...facts }: Facts): CompactionPlan {
  const forecast = forecastOf(state, changeOf(state, draft), forced)
  return { ...draft, ...facts, forecast }
}

function planMask(
  state: RunState,
  over: readonly StepState[],
  through: number,
  room: number,
  facts: Facts,
): CompactionPlan | null {
  const old = over.filter(step => step.step > through).slice(0, -compactionRules.keptSteps)
  const calls = maskable(state, old)
  const freed = tokensOf(freedBy(state, over, through, calls))
  const tokensAfter = Math.max(0, facts.tokensBefore - freed)
  const isEnough = tokensAfter <= room * compactionRules.target
  if (!isEnough || freed < facts.tokensBefore * compactionRules.leastFreed) return null
  const maskedCallIds = calls.map(call => call.callId)
  const draft = {
    kind: 'mask' as const,
    throughStep: old.at(-1)?.step ?? through,
    maskedCallIds,
    tokensAfter,
  }
  return finishPlan(state, { ...draft, ...facts }, facts)
}

/** Characters that requests lose: a result that others referred to comes back at the first of them. */
function freedBy(
  state: RunState,
  over: readonly StepState[],
  through: number,
  calls: readonly ToolCallState[],
): number {
  const now = shownCalls(state)
  const left = new Set(calls.map(call => call.callId))
  const then: IsShown = call => now(call) && !left.has(call.callId)
  const seen = over
    .filter(step => step.step > through)
    .flatMap(step => step.toolCallIds.flatMap(id => state.toolCalls[id] ?? []))
  const length = (isShown: IsShown): number => sum(seen.map(call => resultText(state, call, isShown).length))
  return length(now) - length(then)
}

/** Keeps the newest steps; null when even they are too much, or there have been enough summaries. */
function planSummary(
  state: RunState,
  over: readonly StepState[],
  through: number,
  room: number,
  facts: Facts,
): CompactionPlan | null {
  const sinceAfresh = state.compactions.slice(state.compactions.findLastIndex(isAfresh) + 1)
  const inRow = sinceAfresh.filter(one => one.kind === 'summary').length
  if (inRow >= compactionRules.summariesInRow) return null
  const newest = over.slice(-compactionRules.keptSteps)
  let first = over.length
  let kept = 0
  for (const step of newest.toReversed()) {
    kept += tokensOf(sizeOf(state, step))
    if (kept > room * compactionRules.kept) break
    first -= 1
  }
  const last = over[first - 1]
  if (first === over.length || !last || last.step <= through) return null
  return shorten(state, 'summary', last.step, facts)
}

function isAfresh(compaction: Compaction): boolean {
  return compaction.kind === 'handoff'
}

function shorten(
  state: RunState,
  kind: 'summary' | 'handoff',
  throughStep: number,
  facts: Facts,
): CompactionPlan {
  const through = lastThrough(state)
  const told = state.steps.filter(step => step.step > through && step.step <= throughStep)
  const kept = state.steps.filter(step => step.step > throughStep)
  const tokensAfter =
    tokensOf(sum(kept.map(step => sizeOf(state, step)))) +
    carriedTokens(state, throughStep) +
    compactionRules.summaryTokens +
    tokensOf(state.created.instructions.length + 4_000)
  const maskedCallIds = maskable(state, told).map(call => call.callId)
  return finishPlan(state, { kind, throughStep, maskedCallIds, tokensAfter, ...facts }, facts)
}

/** The last step that the model no longer sees as it was; 0 while it sees all. */
export function lastThrough(state: RunState): number {
  return state.compactions.findLast(one => one.kind !== 'mask')?.throughStep ?? 0
}

/** Calls of these steps whose results may be left out. What a person said and what a skill tells stays. */
function maskable(state: RunState, steps: readonly StepState[]): ToolCallState[] {
  const masked = maskedCalls(state)
  return steps
    .flatMap(step => step.toolCallIds.flatMap(id => state.toolCalls[id] ?? []))
    .filter(call => call.name !== 'skill' && call.question === undefined && !masked.has(call.callId))
    .filter(call => (call.output?.length ?? 0) >= compactionRules.leastMasked)
}

/** Calls whose results the model no longer sees. */
export function maskedCalls(state: RunState): ReadonlySet<string> {
  return new Set(state.compactions.flatMap(one => one.maskedCallIds))
}

/** Which results the model still sees where they came. */
export function shownCalls(state: RunState): IsShown {
  const masked = maskedCalls(state)
  const through = lastThrough(state)
  return call => call.step > through && !masked.has(call.callId)
}

/** What a request holds as the result of a call. */
export function resultText(state: RunState, call: ToolCallState, isShown: IsShown): string {
  if (!isShown(call)) return pointerTo(call)
  const first = sharedWith(state, call, isShown)
  return first ? referenceTo(first, call) : (call.output ?? '')
}

/** Where the result of a call lies that was left out: in the run's own files. */
export function outputPath({ step, name, callId }: ToolCallState): string {
  const safe = (text: string, most: number): string => text.replace(/[^\w-]/g, '_').slice(0, most)
  return `.reef/outputs/${String(step).padStart(4, '0')}-${safe(name, 40)}-${safe(callId, 80)}.txt`
}

/** What stands where a result was left out. */
export function pointerTo(call: ToolCallState): string {
  return `[${call.output?.length ?? 0} characters left out to save room. They are in /workspace/${outputPath(call)}; read it if you need them.]`
}
