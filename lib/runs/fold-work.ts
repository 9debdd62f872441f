/** How the fold takes in what models, tools, checks and children did. Part of `fold.ts`; writes into the state it is given. */

import { noUsage } from '../usage/rules'
import type { Cost, UsageRecord } from '../usage/schema'
import { openSideCall } from './calls'
import type { RunEventOf } from './events'
import { meantCall } from './meant-call'
import { settlePlan } from './plan'
import { isByPerson } from './plan-book'
import { mergePlans } from './plan-merge'
import {
  type ModelAttempt,
  type PlanState,
  type RunState,
  type RunTotals,
  recipeOf,
  stepsOver,
  type ToolCallState,
} from './run-state'
import { deliverableMessages } from './waiting-messages'

/** The call carries the messages that it may carry; the others go on waiting. */
export function applyModelCalled(state: RunState, event: RunEventOf<'model-called'>): void {
  endLostSideCall(state, event.at)
  const { step, callId, prefixHash, messages, reserved, role, model } = event.data
  const attempt: ModelAttempt = {
    callId,
    prefixHash,
    messages,
    calledAt: event.at,
    ...(reserved ? { reserved } : {}),
    ...(role ? { role } : {}),
    ...(model ? { model } : {}),
  }
  const last = state.steps.at(-1)
  if (last?.step === step) {
    state.steps[state.steps.length - 1] = { ...last, attempts: [...last.attempts, attempt] }
    return
  }
  const delivered = deliverableMessages(state)
  state.history.push(...delivered, { kind: 'step', step })
  state.pendingMessages = state.pendingMessages.filter(message => !delivered.includes(message))
  const planSeen = state.planRevisions.some(isByPerson) ? state.plan?.revision : undefined
  state.steps.push({
    step,
    attempts: [attempt],
    parts: [],
    toolCallIds: [],
    ...(planSeen === undefined ? {} : { planSeen }),
  })
}

/**
 * The next revision. A person may have edited the plan while the agent's call was on its way into the log: then both
 * edits are merged here, and where they contradict the person's stands (the agent is told by a notice).
 */
export function applyPlanChanged(state: RunState, event: RunEventOf<'plan-changed'>): void {
  const { revision, steps, callId } = event.data
  const current = state.plan
  const plan: PlanState = { revision, steps, at: event.at, actor: event.actor }
  if (callId !== null && current && current.revision >= revision) {
    const base = state.planRevisions.find(known => known.revision === revision - 1)?.steps ?? []
    plan.revision = current.revision + 1
    plan.steps = settlePlan(mergePlans(base, steps, current.steps).steps, current.steps)
  }
  state.plan = plan
  state.planRevisions.push(plan)
}

/** An open step goes on with the other model, whose attempts are counted for themselves. */
export function applyModelChanged(state: RunState, event: RunEventOf<'model-changed'>): void {
  const { model, reason } = event.data
  // The first model of a run that had none is no change.
  if (state.model)
    state.modelChanges.push({
      spec: model.spec,
      reason: reason ?? null,
      afterStep: stepsOver(state),
      at: event.at,
    })
  state.model = model
  const last = state.steps.at(-1)
  if (last && last.repliedAt === undefined)
    state.steps[state.steps.length - 1] = { ...last, attemptsBefore: last.attempts.length }
}

export function applyModelReplied(state: RunState, event: RunEventOf<'model-replied'>): void {
  const { data, at } = event
  delete state.breaks
  changeLastAttempt(state, attempt => ({ ...attempt, endedAt: at, usage: data.usage, cost: data.cost }))
  const last = state.steps.at(-1)
  if (!last) throw new Error(`Reply without a call in run ${event.runId}`)
  const calls = data.parts.filter(part => part.type === 'tool-call')
  state.steps[state.steps.length - 1] = {
    ...last,
    parts: data.parts,
    toolCallIds: calls.map(call => call.callId),
    finishReason: data.finishReason,
    usageReported: data.usageReported,
    timing: data.timing,
    repliedAt: at,
    ...(data.responseModel ? { responseModel: data.responseModel } : {}),
  }
  const { catalogue } = recipeOf(state)
  for (const call of calls) {
    state.toolCalls[call.callId] = {
      callId: call.callId,
      step: data.step,
      ...meantCall(call, catalogue),
      status: 'called',
      ...(call.problem ? { problem: call.problem } : {}),
    }
  }
  addUsage(state.totals, data.usage, data.cost)
}

/** The call has a place of its own, and a name at the call whose script made it. */
export function applyNestedCalled(state: RunState, event: RunEventOf<'nested-called'>): void {
  const { step, callId, parentCallId, name, input } = event.data
  state.toolCalls[callId] = { callId, step, name, input, status: 'called', parentCallId }
  const nested = state.toolCalls[parentCallId]?.nested ?? []
  changeCall(state, parentCallId, { nested: [...nested, callId] })
}

export function applyModelFailed(state: RunState, event: RunEventOf<'model-failed'>): void {
  const { error, usage, cost, retryAt, lost } = event.data
  changeLastAttempt(state, attempt => ({
    ...attempt,
    endedAt: event.at,
    error,
    ...(usage ? { usage } : {}),
    ...(cost ? { cost } : {}),
    ...(retryAt ? { retryAt } : {}),
    ...(lost ? { lost } : {}),
  }))
  if (usage && cost) addUsage(state.totals, usage, cost)
}

export function applyToolFinished(state: RunState, event: RunEventOf<'tool-finished'>): void {
  const { callId, output, isError, durationMs, sameAs, whole, display, changes } = event.data
  changeCall(state, callId, {
    status: 'finished',
    endedAt: event.at,
    output,
    isError,
    durationMs,
    ...(sameAs ? { sameAs } : {}),
    ...(whole ? { whole } : {}),
    ...(display ? { display } : {}),
    ...(changes ? { changes } : {}),
  })
  for (const change of changes ?? []) {
    if (change.entry) state.files[change.path] = change.entry
    else delete state.files[change.path]
  }
}

export function changeCall(state: RunState, callId: string, change: Partial<ToolCallState>): void {
  const call = state.toolCalls[callId]
  if (!call) throw new Error(`Run ${state.runId} has no tool call ${callId}`)
  state.toolCalls[callId] = { ...call, ...change }
}

export function changeLastAttempt(state: RunState, change: (attempt: ModelAttempt) => ModelAttempt): void {
  const last = state.steps.at(-1)
  const attempt = last?.attempts.at(-1)
  if (!last || !attempt) return
  const attempts = [...last.attempts.slice(0, -1), change(attempt)]
  state.steps[state.steps.length - 1] = { ...last, attempts }
}

export function addUsage(totals: RunTotals, usage: UsageRecord, cost: Cost): void {
  for (const key of Object.keys(noUsage) as (keyof UsageRecord)[]) totals[key] += usage[key]
  if (cost.micros === null) totals.unpricedCalls += 1
  else {
    totals.costMicros += cost.micros
    totals.pricedCalls += 1
  }
}

/** A call beside the conversation that another call follows was lost with its worker. */
export function endLostSideCall(state: RunState, at: string): void {
  const lost = openSideCall(state)
  if (lost) state.sideCalls[state.sideCalls.length - 1] = { ...lost, endedAt: at, problem: 'It was lost.' }
}

export function applyCheckFinished(state: RunState, event: RunEventOf<'check-finished'>): void {
  const { round, step, result } = event.data
  const last = state.checkRounds.at(-1)
  if (last?.round === round)
    state.checkRounds[state.checkRounds.length - 1] = { ...last, results: [...last.results, result] }
  else state.checkRounds.push({ round, step, at: event.at, results: [result] })
}

export function applyChildFinished(state: RunState, event: RunEventOf<'child-finished'>): void {
  const { childRunId, status, result, usage, problem } = event.data
  state.children = state.children.map(child =>
    child.childRunId === childRunId
      ? { ...child, end: { status, result, usage, at: event.at, ...(problem ? { problem } : {}) } }
      : child,
  )
}
