/** What a person's word on an approval means: allow once, for the task, by a rule, or no with a reason. Pure. */

import { z } from 'zod'
import { ruleMatch } from '../policy/schema'
import { isOver } from './approval-rules'
import { type CommandFacts, type Decision, maxMessageCharacters, refuse } from './decide-outcome'
import { changePlan, isRefusal } from './decide-plan'
import type { EventActor, EventDraft } from './events'
import { approvalScope } from './people-events'
import { reefActor } from './rules'
import type { ApprovalState, RunState } from './run-state'
import { planEdit } from './work-events'

export const approveCommand = z.strictObject({
  type: z.literal('approve'),
  approvalId: z.string(),
  /** `task`: also for calls of the same kind in this run; `always`: by a rule from now on. */
  scope: approvalScope.default('once'),
  /** The kind of call that the wider scopes speak of; left out, what the approval offers. */
  match: ruleMatch.optional(),
  /** For a call that may have happened: it did, and this came of it. */
  result: z.string().trim().min(1).max(maxMessageCharacters).optional(),
  /** For a plan: approved as edited here. */
  steps: z.array(planEdit).min(1).max(100).optional(),
})
type Approve = z.output<typeof approveCommand>

export const denyCommand = z.strictObject({
  type: z.literal('deny'),
  approvalId: z.string(),
  reason: z.string().trim().max(2_000).optional(),
})
type Deny = z.output<typeof denyCommand>

/** A word counts once, before the approval expires, and only as far as was offered. */
export function decideApproval(
  state: RunState,
  command: Approve | Deny,
  actor: EventActor,
  facts: CommandFacts,
): Decision {
  const approval = state.approvals.find(({ approvalId }) => approvalId === command.approvalId)
  if (!approval) return refuse('no-approval', 'This run asks for no such approval.')
  if (approval.decided)
    return refuse('already-decided', `${approval.decided.actor.name} has decided about this already.`)
  if (isOver(approval, facts.now)) return refuse('approval-expired', 'The time to decide about this is over.')
  return command.type === 'deny'
    ? deny(state, approval, command, actor, facts)
    : approve(state, approval, command, actor, facts)
}

function approve(
  state: RunState,
  approval: ApprovalState,
  command: Approve,
  actor: EventActor,
  facts: CommandFacts,
): Decision {
  const { approvalId, kind, callId } = approval
  const { scope } = command
  if (!isOffered(approval, scope))
    return refuse('scope-not-offered', 'This can be allowed once, and no further.')
  const match = command.match ?? matchOf(approval)
  const edited = command.steps ? planEdited(state, approval, command.steps, actor, facts) : []
  if (isRefusal(edited)) return edited
  const decided: EventDraft = {
    type: 'approval-decided',
    actor,
    data: {
      approvalId,
      verdict: 'allow',
      scope,
      ...(scope !== 'once' && match ? { match } : {}),
      ...(scope === 'always' ? { ruleId: facts.newRuleId } : {}),
    },
  }
  const counted =
    kind === 'repeat' && callId !== null && command.result !== undefined
      ? [countAsDone(state, callId, command.result, actor)]
      : []
  return goOn(state, [...edited, decided, ...counted], actor)
}

/** Edited and approved in one go: the word holds for the plan as the person has made it. */
function planEdited(
  state: RunState,
  approval: ApprovalState,
  steps: NonNullable<Approve['steps']>,
  actor: EventActor,
  facts: CommandFacts,
): EventDraft[] | Extract<Decision, { ok: false }> {
  if (approval.kind !== 'plan') return refuse('plan-invalid', 'Only the approval of a plan takes steps.')
  const baseRevision = state.plan?.revision ?? 0
  const changed = changePlan(state, { type: 'plan', baseRevision, steps }, actor, facts)
  return changed.ok
    ? changed.events.filter(({ type }) => type !== 'approval-decided' && type !== 'approval-requested')
    : changed
}

function isOffered({ facts }: ApprovalState, scope: string): boolean {
  return scope === 'once' || (Array.isArray(facts.scopes) && facts.scopes.includes(scope))
}

function matchOf({ facts }: ApprovalState): { [key: string]: never } | undefined {
  const { match } = facts
  return match !== null && typeof match === 'object' && !Array.isArray(match)
    ? (match as { [key: string]: never })
    : undefined
}

/** A person knows that the call has happened, and says what came of it. */
function countAsDone(state: RunState, callId: string, output: string, actor: EventActor): EventDraft {
  const call = state.toolCalls[callId]
  const data = {
    step: call?.step ?? 1,
    callId,
    name: call?.name ?? '',
    output,
    isError: false,
    durationMs: 0,
  }
  return { type: 'tool-finished', actor, data }
}

function deny(
  state: RunState,
  approval: ApprovalState,
  { reason }: Deny,
  actor: EventActor,
  facts: CommandFacts,
): Decision {
  const { approvalId, kind } = approval
  const decided: EventDraft = {
    type: 'approval-decided',
    actor,
    data: { approvalId, verdict: 'deny', scope: 'once', ...(reason ? { reason } : {}) },
  }
  const because = reason ? ` ${actor.name} says: ${reason}` : ''
  const told: EventDraft = {
    type: 'notice-given',
    actor: reefActor,
    data: {
      messageId: facts.newMessageId,
      cause: 'plan',
      text: `The plan was not approved.${because} Change the plan and set it again.`,
    },
  }
  return goOn(state, kind === 'plan' ? [decided, told] : [decided], actor)
}

/** A run that waits for a word goes on with it; others are still open, it comes back to them. */
export function goOn(state: RunState, events: EventDraft[], actor: EventActor): Decision {
  if (state.status !== 'waiting' || state.waiting?.for !== 'approval')
    return { ok: true, events, wake: false }
  const resumed: EventDraft = { type: 'run-resumed', actor, data: { reason: 'A person decided.' } }
  return { ok: true, events: [...events, resumed], wake: true }
}
