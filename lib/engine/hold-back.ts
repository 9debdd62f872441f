/** What a run does when its next call does not fit into a budget: it waits, says which budget holds it, and is woken. */
import { budgetNotice } from '../budgets/notice'
import { type BudgetLine, budgetName } from '../budgets/rules'
import { standOf } from '../runs/limits'
import { reefActor } from '../runs/rules'
import { assertPresent } from '../shared/assert'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import { requireOn, SwitchLifted } from '../switches/repository'
import type { Fitted } from './call-budget'
import type { RunSession } from './run-session'
import { wakeAt } from './wake-at'

/** Tells the agent what is left, where that is news for it. True when something was said: then it is decided again. */
export function tellOfBudget({ journal }: RunSession, lines: readonly BudgetLine[]): boolean {
  const { state } = journal
  if (state.closing) return false
  const notice = budgetNotice(lines, state.budgetTold)
  if (!notice) return false
  const { level, left } = notice.told
  const detail = { told: { level, left: { ...left } } }
  const data = { messageId: newId('message'), cause: 'budget' as const, text: notice.text, detail }
  journal.stage({ type: 'notice-given', actor: reefActor, data })
  return true
}

/**
 * A kill switch is on: the run is paused, in the name of who pressed it. True when the caller has to decide again. A
 * worker may not have heard yet that the switch was taken back: then nobody would let the run go on, so the pause
 * counts only while the switch is on.
 */
export async function heldBySwitch(session: RunSession): Promise<boolean> {
  const { journal, services } = session
  const held = services.switches.over(session)
  if (!held) return false
  const { id, scope, reason, byKind, byId, byName } = held
  const actor = {
    kind: byKind === 'token' ? ('token' as const) : ('person' as const),
    id: byId,
    name: byName,
  }
  const of = { workspace: 'for the whole workspace', agent: 'for this agent', run: 'for this run' }[scope]
  const data = { switchId: id, reason: `${byName} has stopped all model calls ${of}: ${reason}` }
  journal.stage({ type: 'run-paused', actor, data }, undefined, tx => requireOn(tx, id))
  try {
    await journal.commit()
  } catch (error) {
    if (!(error instanceof SwitchLifted)) throw error
    journal.dropIntents()
    await services.switches.refresh()
  }
  return true
}

/** The call is not made. The run rests, unless the log has moved and it has to be decided again. */
export function holdBack(session: RunSession, why: Extract<Fitted, { ok: false }>): false {
  if (why.why === 'budget') return waitForBudget(session, why)
  return why.why === 'others' ? waitForOthers(session) : false
}

/** With everything kept, until somebody gives more, or the day or month turns. */
function waitForBudget(
  session: RunSession,
  { reason, line }: Extract<Fitted, { ok: false; why: 'budget' }>,
): false {
  const { journal, worker } = session
  if (journal.state.closing) return endUntold(session)
  const { id, scope, period, until } = line
  const data = {
    for: 'budget' as const,
    reason,
    budget: { id, scope, period, name: budgetName(line) },
    ...(until ? { until } : {}),
  }
  const wake = until ? wakeAt(session, new Date(until)) : undefined
  journal.stage({ type: 'run-waiting', actor: worker, data }, undefined, wake)
  return false
}

/** Milliseconds before a run looks again whether others have given back what they held. */
const othersMs = 2_000

/** Other runs have calls under way that hold what is left: not a person's business yet. */
function waitForOthers(session: RunSession): false {
  const { journal, worker } = session
  const until = new Date(timeNow() + othersMs)
  const reason = 'Calls of other agents hold what is left of the budget.'
  const data = { for: 'retry' as const, reason, until: until.toISOString() }
  journal.stage({ type: 'run-waiting', actor: worker, data }, undefined, wakeAt(session, until))
  return false
}

/** The last answer cannot be paid for: the run ends with what the log tells. */
export function endUntold(session: RunSession): false {
  const { state } = session.journal
  const { reason, message } = assertPresent(state.closing, 'closing')
  const data = { status: 'failed' as const, reason, message, result: standOf(state) }
  const event = { type: 'run-ended' as const, actor: session.worker, data }
  session.journal.stage(event)
  return false
}
