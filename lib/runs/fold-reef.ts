/** How the fold takes in what Reef itself does: notices, shorter contexts, calls beside the conversation. Part of `fold.ts`. */

import type { BudgetTold } from '../budgets/rules'
import { openSideCall } from './calls'
import type { HelpWanted, RunEventOf } from './events'
import { addUsage, endLostSideCall } from './fold-work'
import { isEnded, isEndReason } from './rules'
import { type Intervention, type RunMessage, type RunState, stepsOver } from './run-state'

/** Some notices mean something for the run itself: its end, or that the agent gets nowhere. Their detail says so. */
export function applyNotice(state: RunState, event: RunEventOf<'notice-given'>): void {
  const { cause, detail = {} } = event.data
  const afterStep = stepsOver(state)
  const { ends, message, rule, level } = detail
  if (cause === 'limit' && isEndReason(ends) && typeof message === 'string')
    state.closing = { reason: ends, message, afterStep }
  if (cause === 'budget' && detail.told) state.budgetTold = detail.told as unknown as BudgetTold
  if ((cause === 'stuck' || cause === 'plan') && typeof rule === 'string' && isLevel(level))
    state.interventions.push({ cause, rule, level, afterStep })
}

function isLevel(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0
}

/** Whoever gives a run more room does not want it to end; once the agent has read that it does, it is too late. */
export function keepOpen(state: RunState): void {
  const isNotice = (message: RunMessage): boolean => message.cause === 'limit'
  if (!state.pendingMessages.some(isNotice)) return
  state.pendingMessages = state.pendingMessages.filter(message => !isNotice(message))
  delete state.closing
}

export function askedForHelp(state: RunState, help: HelpWanted): Intervention {
  return { cause: 'stuck', rule: help.rule, level: 3, afterStep: stepsOver(state) }
}

export function applyCompacted(state: RunState, event: RunEventOf<'context-compacted'>): void {
  state.compactions.push({ ...event.data, seq: event.seq, at: event.at })
  for (const change of event.data.changes ?? []) if (change.entry) state.files[change.path] = change.entry
}

export function applySideCalled(state: RunState, event: RunEventOf<'side-called'>): void {
  endLostSideCall(state, event.at)
  const { reserved, ...call } = event.data
  state.sideCalls.push({ ...call, calledAt: event.at, ...(reserved ? { reserved } : {}) })
}

export function applySideFinished(state: RunState, event: RunEventOf<'side-finished'>): void {
  const { callId, problem, usage, cost } = event.data
  const open = openSideCall(state)
  if (open?.callId !== callId) return
  state.sideCalls[state.sideCalls.length - 1] = {
    ...open,
    endedAt: event.at,
    ...(problem === undefined ? {} : { problem }),
    ...(usage ? { usage } : {}),
    ...(cost ? { cost } : {}),
  }
  if (usage && cost) addUsage(state.totals, usage, cost)
}

/** No step takes so long without an event: a machine was asleep, or off with nobody to take its runs over. */
const longestQuietMs = 30 * 60_000

/**
 * A run that waits, is paused or wants a worker rests: that time is none of its work. Nor is what goes beyond the
 * longest quiet between two events, the last of which was at `before`.
 */
export function keepRest(state: RunState, before: string, at: string): void {
  const isAtWork = state.status === 'running'
  const quietMs = Date.parse(at) - Date.parse(before)
  const wasAtWork = state.restingSince === null && state.startedAt !== null && state.startedAt !== at
  if (wasAtWork && quietMs > longestQuietMs) state.restedMs += quietMs - longestQuietMs
  if (!isAtWork && state.startedAt !== null && !isEnded(state.status)) state.restingSince ??= at
  else if (isAtWork && state.restingSince !== null) {
    state.restedMs += Date.parse(at) - Date.parse(state.restingSince)
    state.restingSince = null
  }
}
