/** A person's edit of the plan while the run works: merged with what the agent has done meanwhile, or refused. Pure. */

import { z } from 'zod'
import { sha256 } from '../shared/hash'
import { canonicalJson, type Json } from '../shared/json'
import { gateOf } from './approval-rules'
import { type CommandFacts, type Decision, type Refusal, refuse } from './decide-outcome'
import type { EventActor, EventDraft } from './events'
import { revisePlan } from './plan'
import { planBook } from './plan-book'
import { planChanges, planChangeWords, planWords } from './plan-changes'
import { reefActor } from './rules'
import { openApprovals, type RunState } from './run-state'
import { type PlanStep, planEdit } from './work-events'

/** The whole plan as the person wants it, made from `baseRevision` (0: from nothing). */
export const planCommand = z.strictObject({
  type: z.literal('plan'),
  baseRevision: z.int().nonnegative(),
  steps: z.array(planEdit).min(1).max(100),
  /** Where both changed the same, this edit stands. */
  overrule: z.boolean().optional(),
})
type EditPlan = z.output<typeof planCommand>

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false
}

/** The agent is told the difference. An open approval of the older plan gives way to one of the new plan. */
export function changePlan(
  state: RunState,
  { baseRevision, steps, overrule }: EditPlan,
  actor: EventActor,
  facts: CommandFacts,
): Decision {
  const book = planBook(state.planRevisions, state.plan, baseRevision)
  if (!book) return refuse('plan-unknown', `This run has no revision ${baseRevision} of its plan.`)
  const revised = revisePlan(book, steps, overrule)
  if (!revised.ok) {
    const { problem, conflicts } = revised
    if (conflicts.length === 0) return refuse('plan-invalid', problem)
    const current = { revision: state.plan?.revision ?? 0, steps: book.current } as unknown as Json
    return refuse('plan-conflict', problem, { conflicts: conflicts as unknown as Json, current })
  }
  const changes = planChanges(book.current, revised.steps)
  if (changes.length === 0) return { ok: true, events: [], wake: false }
  const revision = (state.plan?.revision ?? 0) + 1
  const text = `${actor.name} changed the plan:\n${planChangeWords(changes)}\n\nThe plan is now:\n${planWords(revised.steps)}`
  const events: EventDraft[] = [
    { type: 'plan-changed', actor, data: { revision, callId: null, steps: revised.steps } },
    { type: 'notice-given', actor: reefActor, data: { messageId: facts.newMessageId, cause: 'plan', text } },
    ...askAnew(state, { revision, steps: revised.steps }, facts),
  ]
  return { ok: true, events, wake: false }
}

function askAnew(
  state: RunState,
  plan: { revision: number; steps: PlanStep[] },
  facts: CommandFacts,
): EventDraft[] {
  const open = openApprovals(state).find(({ kind }) => kind === 'plan')
  if (!open || gateOf(state) !== 'asked') return []
  const { approvalId, step } = open
  return [
    {
      type: 'approval-decided',
      actor: reefActor,
      data: { approvalId, verdict: 'expired', scope: 'once', reason: 'The plan was changed.' },
    },
    planRequest(plan, step, facts.newApprovalId),
  ]
}

/** The request to approve a plan; the word holds for exactly these steps. */
export function planRequest(
  { revision, steps }: { revision: number; steps: readonly PlanStep[] },
  step: number,
  approvalId: string,
): EventDraft {
  const facts = { revision, steps: steps as unknown as Json, scopes: ['once'] }
  const inputHash = sha256(canonicalJson({ revision, steps }))
  const data = {
    approvalId,
    kind: 'plan' as const,
    step,
    callId: null,
    title: 'Approve the plan',
    inputHash,
    facts,
  }
  return { type: 'approval-requested', actor: reefActor, data }
}
