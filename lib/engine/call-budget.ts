/** Fits a model call into the budgets over its run, and settles it: reserve with the intent, book with the answer. */

import { worstInputTokens } from '../budgets/estimate'
import { fitTree } from '../budgets/fit'
import {
  book,
  type OwnLine,
  readLines,
  reserve,
  type Standing,
  settle,
  standingOf,
} from '../budgets/holds/repository'
import type { BudgetLine } from '../budgets/rules'
import type { Reservation } from '../budgets/schema'
import { openSideCall } from '../runs/calls'
import { tokensOfFile } from '../runs/context-size'
import type { ModelRequest } from '../runs/message'
import { openAttempt, type RunState, recipeOf } from '../runs/run-state'
import { timeNow } from '../shared/clock'
import type { Cost, UsageRecord } from '../usage/schema'
import type { Effect } from './journal'
import type { RunSession } from './run-session'
import type { ReadyModel } from './services'

export type Fitted =
  | { ok: true; maxOutputTokens: number; reserved?: { reservation: Reservation; on(callId: string): Effect } }
  /** The log has moved: the caller decides again. */
  | { ok: false; why: 'moved' }
  /** Other calls under way hold what is left, and will give back what they do not use. */
  | { ok: false; why: 'others' }
  | { ok: false; why: 'budget'; reason: string; line: BudgetLine }

/** Fits the call. Where there is no budget nothing is reserved, and nothing is asked of the database. */
export async function fitToBudget(
  session: RunSession,
  request: ModelRequest,
  ready: ReadyModel,
  lines: OwnLine[] | null,
): Promise<Fitted> {
  const maxOutputTokens = request.maxOutputTokens ?? 0
  if (lines === null) return { ok: false, why: 'moved' }
  if (lines.length === 0) return { ok: true, maxOutputTokens }
  const call = { inputTokens: inputOf(request), maxOutputTokens, priceOf: ready.worstCase }
  const fit = fitTree(call, lines)
  if (!fit.ok) {
    const { line, reason } = fit
    const alone = fitTree(
      call,
      lines.map(({ own, ...rest }) => ({ ...rest, reserved: own })),
    )
    return alone.ok ? { ok: false, why: 'others' } : { ok: false, why: 'budget', reason, line }
  }
  const { reservation } = fit
  const counterIds = lines.map(line => line.counterId)
  const { runId } = session
  const on = (callId: string): Effect =>
    Object.assign((db: Parameters<Effect>[0]) => reserve(db, { callId, runId, counterIds, ...reservation }), {
      locks: { counterIds },
    })
  return { ok: true, maxOutputTokens: fit.maxOutputTokens, reserved: { reservation, on } }
}

function inputOf(request: ModelRequest): number {
  const files = request.messages.flatMap(message => (message.role === 'user' ? (message.files ?? []) : []))
  const seen = files.reduce((sum, file) => sum + tokensOfFile(file), 0)
  const texts = [JSON.stringify(request.messages), JSON.stringify(request.tools), request.instructions]
  return worstInputTokens(...texts) + seen
}

/**
 * The budgets over the run with their figures; empty without any, null when the log has moved meanwhile. What this
 * run has finished but not written down yet is written first: else it would stand in its own way.
 */
export async function budgetLines(session: RunSession): Promise<OwnLine[] | null> {
  const { journal, runId, services } = session
  const standing = await currentStanding(session)
  if (standing.budgets.length === 0) return []
  const lines = await readLines(services.db, standing, runId, new Date(timeNow()))
  const { state } = journal
  const holds = lines.some(({ own }) => own.tokens > 0)
  if (!holds || openAttempt(state)?.reserved || openSideCall(state)?.reserved) return lines
  return (await journal.commit()) ? await readLines(services.db, standing, runId, new Date(timeNow())) : null
}

/** Which budgets there are, asked once and again after any of them was changed. The demo costs nothing: it has none. */
async function currentStanding(session: RunSession): Promise<Standing> {
  const { services, runId, standing, journal } = session
  if (journal.state.model?.scripted) return { timeZone: 'UTC', rootRunId: runId, budgets: [] }
  const { version } = services.budgetNews
  if (standing?.version === version) return standing.is
  const is = await standingOf(services.db, { runId, agentId: agentOf(journal.state) })
  session.standing = { version, is }
  return is
}

function agentOf(state: RunState): string | null {
  return state.created.delegation ? recipeOf(state).agent.id : null
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
export async function settlement(session: RunSession, used?: Used): Promise<Effect | undefined> {
  return await settleCall(session, openAttempt(session.journal.state), used)
}

/** The same for a call beside the conversation. */
export async function sideSettlement(session: RunSession, used?: Used): Promise<Effect | undefined> {
  return await settleCall(session, openSideCall(session.journal.state), used)
}

/** For the moment at which nothing can be under way any more: whatever is still held was lost. */
export function lostSettlements({ journal: { state } }: Pick<RunSession, 'journal'>): Effect[] {
  return [openAttempt(state), openSideCall(state)].flatMap(call =>
    call?.reserved ? settling(call.callId) : [],
  )
}

async function settleCall(
  session: RunSession,
  call: { callId: string; reserved?: Reservation } | undefined,
  used: Used | undefined,
): Promise<Effect | undefined> {
  if (call?.reserved) return settling(call.callId, used && spentBy(used, call.reserved))
  if (!used) return undefined
  // It began without any budget; one that was made meanwhile counts it too.
  const standing = await currentStanding(session)
  if (standing.budgets.length === 0) return undefined
  const lines = await readLines(session.services.db, standing, session.runId, new Date(timeNow()))
  const counterIds = lines.map(line => line.counterId)
  const effect = (db: Parameters<Effect>[0]) => book(db, counterIds, spentBy(used, null))
  return Object.assign(effect, { locks: { counterIds } })
}

function settling(callId: string, spent?: { micros: number; tokens: number }): Effect {
  return Object.assign((db: Parameters<Effect>[0]) => settle(db, callId, spent), {
    locks: { callIds: [callId] },
  })
}

function spentBy({ usage, cost }: Used, reserved: Reservation | null): { micros: number; tokens: number } {
  const tokens = Object.values(usage).reduce((sum, count) => sum + count, 0)
  return { micros: cost.micros ?? reserved?.micros ?? 0, tokens }
}
