/** What a person's word on an approval means: yes once, or no with a reason. Pure. */
import { z } from 'zod'
import type { EventActor, EventDraft } from './events'
import type { RunState } from './run-state'

export const approvalCommands = [
  z.strictObject({ type: z.literal('approve'), approvalId: z.string(), scope: z.literal('once').optional() }),
  z.strictObject({
    type: z.literal('deny'),
    approvalId: z.string(),
    reason: z.string().trim().max(2_000).optional(),
  }),
] as const
type Word = z.infer<(typeof approvalCommands)[number]>

type Decision =
  | { ok: true; events: EventDraft[]; wake: boolean }
  | { ok: false; refusal: 'no-approval' | 'already-decided'; message: string }

/** A word counts once. A run that waits for it goes on. */
export function decideApproval(state: RunState, command: Word, actor: EventActor): Decision {
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
