/** Fits a model call into the budgets of its run, and settles it: reserve with the intent, book with the answer. */

import { fitCall, worstInputTokens } from '../budgets/estimate'
import { budgetsOf, headRoom, reserve, roomWithoutOthers, settle } from '../budgets/repository'
import type { Reservation } from '../budgets/schema'
import type { Connection } from '../db/client'
import { openSideCall } from '../runs/calls'
import { tokensOfFile } from '../runs/context-size'
import type { ModelRequest } from '../runs/message'
import { type ModelAttempt, openAttempt, type RunState } from '../runs/run-state'
import type { Cost, UsageRecord } from '../usage/schema'
import type { Effect } from './journal'
import type { RunSession } from './run-session'
import type { ReadyModel } from './services'

export type Fitted =
  | { ok: true; maxOutputTokens: number; reservation?: Reservation; effect?: Effect }
  /** `passes`: other calls under way hold what is left, and will give back what they do not use. */
  | { ok: false; reason: string; passes: boolean }

/** Fits the call. Without a budget nothing is reserved and nothing is asked of the database. */
export async function fitToBudget(
  session: RunSession,
  request: ModelRequest,
  ready: ReadyModel,
): Promise<Fitted> {
  const maxOutputTokens = request.maxOutputTokens ?? 0
  const { state } = session.journal
  const hasLimit = state.budget.usd !== undefined || state.budget.tokens !== undefined
  // The limits that a part works within are those of all above it, and may be set while it works.
  if (!hasLimit && !state.created.delegation) return { ok: true, maxOutputTokens }
  const ids = await budgetsFor(session.services.db, state)
  if (ids.length === 0) return { ok: true, maxOutputTokens }
  const left = await headRoom(session.services.db, ids)
  const characters =
    JSON.stringify(request.messages).length +
    JSON.stringify(request.tools).length +
    request.instructions.length
  const files = request.messages.flatMap(message => (message.role === 'user' ? (message.files ?? []) : []))
  const seen = files.reduce((sum, file) => sum + tokensOfFile(file), 0)
  const inputTokens = worstInputTokens(characters) + seen
  const call = { inputTokens, maxOutputTokens, priceOf: ready.worstCase }
  const fit = fitCall(call, left)
  if (!fit.ok) {
    const own = heldAttempt(state)?.reserved ?? { micros: 0, tokens: 0 }
    const later = fitCall(call, await roomWithoutOthers(session.services.db, ids, own))
    return { ...fit, passes: later.ok }
  }
  return { ...fit, effect: db => reserve(db, ids, fit.reservation) }
}

function budgetsFor(db: Connection, { runId, created }: RunState): Promise<string[]> {
  return budgetsOf(db, created.taskId, created.delegation ? runId : undefined)
}

/** The attempt whose reservation is still held: under way, or lost with its worker. */
export function heldAttempt(state: RunState): (ModelAttempt & { reserved: Reservation }) | undefined {
  const attempt = openAttempt(state)
  return attempt?.reserved ? { ...attempt, reserved: attempt.reserved } : undefined
}

/** What a call has really used; left out for one that was lost with its worker. */
export interface Used {
  usage: UsageRecord
  cost: Cost
}

/**
 * Books what a call really used and gives back the rest. A call that was lost with its worker may have been
 * charged: its whole reservation counts as spent, so that no budget is ever exceeded.
 */
export function settlement(session: RunSession, used?: Used): Effect | undefined {
  return settleHeld(session, heldAttempt(session.journal.state)?.reserved, used)
}

/** The same for a call beside the conversation. */
export function sideSettlement(session: RunSession, used?: Used): Effect | undefined {
  return settleHeld(session, openSideCall(session.journal.state)?.reserved, used)
}

/** For the moment at which nothing can be under way any more: whatever is still held was lost. */
export function lostSettlements(session: RunSession): Effect[] {
  return [settlement(session), sideSettlement(session)].flatMap(effect => effect ?? [])
}

function settleHeld(
  session: RunSession,
  reserved: Reservation | undefined,
  used: Used | undefined,
): Effect | undefined {
  if (!reserved) return undefined
  const tokens = used ? Object.values(used.usage).reduce((sum, count) => sum + count, 0) : reserved.tokens
  const micros = used ? (used.cost.micros ?? reserved.micros ?? 0) : (reserved.micros ?? 0)
  return async db => settle(db, await budgetsFor(db, session.journal.state), reserved, { micros, tokens })
}
