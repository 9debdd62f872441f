/** What a person's word on an approval means: yes once, or no with a reason. Pure. */
import type { CommandFacts, Decision, RunCommand } from './decide'
import type { EventActor, EventDraft } from './events'
import type { RunState } from './run-state'

type Word = Extract<RunCommand, { type: 'approve' | 'deny' }>

/** A word counts once. A run that waits for it goes on. */
export function decideApproval(
  state: RunState,
  command: Word,
  actor: EventActor,
  _facts: CommandFacts,
): Decision {
  const approval = state.approvals.find(({ approvalId }) => approvalId === command.approvalId)
  if (!approval) return { ok: false, refusal: 'no-approval', message: 'This run asks for no such approval.' }
  if (approval.decided) {
    const message = `${approval.decided.actor.name} has decided about this already.`
    return { ok: false, refusal: 'already-decided', message }
  }
  const reason = command.type === 'deny' && command.reason ? { reason: command.reason } : {}
  const decided: EventDraft = {
    type: 'approval-decided',
    actor,
    data: {
      approvalId: approval.approvalId,
      verdict: command.type === 'approve' ? 'allow' : 'deny',
      scope: 'once',
      ...reason,
    },
  }
  if (state.status !== 'waiting' || state.waiting?.for !== 'approval')
    return { ok: true, events: [decided], wake: false }
  const resumed: EventDraft = { type: 'run-resumed', actor, data: { reason: 'A person decided.' } }
  return { ok: true, events: [decided, resumed], wake: true }
}
