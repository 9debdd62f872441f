/** What the approvals of a run mean for what it may do next. Pure. */
import type { ApprovalState, RunState } from './run-state'

/** The open approvals that hold back a call. */
export function openApprovalOf(state: RunState, callId: string): ApprovalState | undefined {
  return state.approvals.find(approval => approval.callId === callId && !approval.decided)
}

/** The last word on a call, given by a person or by time. */
export function lastWordOn(
  state: RunState,
  callId: string,
  kind: ApprovalState['kind'],
): ApprovalState | undefined {
  return state.approvals.findLast(
    approval => approval.callId === callId && approval.kind === kind && approval.decided,
  )
}

/** An approval whose time is over while nobody has decided. `now` is milliseconds since 1970. */
export function expiredApproval(state: RunState, now: number): ApprovalState | undefined {
  return state.approvals.find(approval => !approval.decided && isOver(approval, now))
}

export function isOver({ expiresAt }: Pick<ApprovalState, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now
}

/** Where the plan of a run with a plan gate stands. `open`: there is no gate, or a person has approved a plan. */
export type GateState = 'open' | 'no-plan' | 'unasked' | 'asked' | 'denied'

export function gateOf(state: RunState): GateState {
  if (!state.created.recipe.planGate) return 'open'
  const words = state.approvals.filter(({ kind }) => kind === 'plan')
  if (words.some(({ decided }) => decided?.verdict === 'allow')) return 'open'
  if (!state.plan) return 'no-plan'
  const { revision } = state.plan
  const word = words.findLast(({ facts }) => facts.revision === revision)
  if (!word) return 'unasked'
  return word.decided ? 'denied' : 'asked'
}

/** What a run that can do nothing else waits for, and until when the first of it expires. */
export function approvalWait(open: readonly ApprovalState[]): { reason: string; until?: string } {
  const [first] = open
  const until = open.flatMap(({ expiresAt }) => expiresAt ?? []).sort()[0]
  const more = open.length > 1 ? ` (and ${open.length - 1} more)` : ''
  return { reason: `${first?.title ?? 'Approval'}${more}`, ...(until ? { until } : {}) }
}
