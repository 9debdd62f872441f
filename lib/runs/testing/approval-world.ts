/** A run with approvals, and the engine and people that move it: as the real ones do, without a database. */
import type { PolicyRule } from '../../policy/schema'
import { decide, type StateCommand } from '../decide'
import { planRequest } from '../decide-plan'
import type { EventDraft, RunEvent } from '../events'
import { foldRun } from '../fold'
import { placeEvents } from '../log/place-events'
import { nextStep } from '../next-step'
import { callHash, ruleCall } from '../rule-call'
import type { RunState, ToolCallState } from '../run-state'
import { agent, person, sampleDrafts, sampleRecipe, worker } from './sample-log'

const start = Date.UTC(2026, 10, 22, 10)
/** How long a person has to decide, milliseconds. */
export const lasts = 60_000

/** Tools of this little world: what they can do. */
export const sideEffects = { plan: 'none', bash: 'workspace', post: 'outside', web_fetch: 'network' } as const
export type ToolName = keyof typeof sideEffects

export function ruleOf(effect: 'ask' | 'deny', tool: ToolName, number = 1): PolicyRule {
  return {
    id: `rule_${number}`,
    scope: 'workspace',
    scopeId: null,
    effect,
    tool,
    match: { on: 'any', patterns: [] },
    note: '',
    exceptionOf: null,
    createdByName: 'Ada',
    createdAt: new Date(start).toISOString(),
  }
}

export class World {
  rules: PolicyRule[] = []
  events: RunEvent[] = []
  state: RunState
  now = start
  private ids = 0

  constructor(calls: readonly ToolName[], planGate: boolean) {
    const [created] = sampleDrafts
    if (created?.type !== 'run-created') throw new Error('no start')
    const recipe = {
      ...sampleRecipe,
      tools: [...Object.keys(sideEffects)],
      ...(planGate ? { planGate } : {}),
    }
    this.state = null as unknown as RunState
    this.append([{ ...created, data: { ...created.data, recipe } }, this.claim()])
    const call = { step: 1, callId: 'model_1' }
    const usage = {
      inputFresh: 1,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      outputText: 1,
      reasoning: 0,
    }
    const parts = calls.map((name, index) => ({
      type: 'tool-call' as const,
      callId: `tool_${index}`,
      name,
      input: { command: `${name} ${index}` },
    }))
    this.append([
      { type: 'model-called', actor: worker, data: { ...call, attempt: 1, prefixHash: 'p', messages: 1 } },
      {
        type: 'model-replied',
        actor: agent,
        data: {
          ...call,
          parts,
          finishReason: 'tool-calls',
          usage,
          usageReported: true,
          cost: { micros: 1, price: null, reportedMicros: null },
          timing: { firstOutputMs: 1, totalMs: 1 },
        },
      },
    ])
  }

  private claim(): EventDraft {
    this.ids += 1
    return { type: 'run-claimed', actor: worker, data: { workerId: `worker_${this.ids}` } }
  }

  append(drafts: EventDraft[]): void {
    this.now += 1
    const placed = placeEvents('run_1', this.state?.seq ?? 0, drafts, new Date(this.now).toISOString())
    this.events.push(...placed)
    const state = foldRun(this.state, placed)
    if (!state) throw new Error('no state')
    this.state = state
  }

  /** A worker takes the run, if it wants one, and makes its next move. `crash`: it dies after its intents are written. */
  work(crash: boolean): void {
    const { status, waiting } = this.state
    if (status === 'paused' && !this.state.stopRequested) return
    if (status === 'waiting' && !(waiting?.until && Date.parse(waiting.until) <= this.now)) return
    if (status === 'queued' || status === 'waiting') this.append([this.claim()])
    const step = nextStep(this.state, this.now)
    if (step.type === 'run-tools') this.runTools(step.calls, crash)
    else if (step.type === 'wait') {
      const data = { for: step.for, reason: step.reason, ...(step.until ? { until: step.until } : {}) }
      this.append([{ type: 'run-waiting', actor: worker, data }])
    } else if (step.type === 'expire') {
      const data = { approvalId: step.approvalId, verdict: 'expired' as const, scope: 'once' as const }
      this.append([{ type: 'approval-decided', actor: { kind: 'reef', id: 'reef', name: 'Reef' }, data }])
    } else if (step.type === 'ask-plan' && this.state.plan)
      this.append([planRequest(this.state.plan, 1, this.newId())])
    else if (step.type === 'end') {
      const { status: end, reason, message } = step
      this.append([
        { type: 'run-ended', actor: worker, data: { status: end, reason, message, result: null } },
      ])
    }
  }

  newId(): string {
    this.ids += 1
    return `approval_${this.ids}`
  }

  private runTools(calls: ToolCallState[], crash: boolean): void {
    const intents: EventDraft[] = []
    const begun: ToolCallState[] = []
    const held: ToolCallState[] = []
    for (const call of calls) {
      const { callId, name } = call
      const does = { tool: name, commands: [], paths: [], hosts: [], hidden: false }
      const sideEffect = sideEffects[name as ToolName]
      const ruling = ruleCall(this.state, { call, sideEffect, rules: this.rules, does })
      const about = { step: 1, callId, name }
      if (ruling.to === 'run') {
        begun.push(call)
        if (call.status === 'called' || ruling.again)
          intents.push({ type: 'tool-started', actor: worker, data: about })
      } else if (ruling.to === 'refuse')
        intents.push({
          type: 'tool-finished',
          actor: worker,
          data: { ...about, output: ruling.reason, isError: true, durationMs: 0 },
        })
      else if (ruling.to === 'hold') held.push(call)
      else
        intents.push({
          type: 'approval-requested',
          actor: worker,
          data: {
            approvalId: this.newId(),
            kind: ruling.kind,
            step: 1,
            callId,
            title: name,
            inputHash: callHash(call),
            facts: {
              tool: name,
              scopes: ['once', 'task', 'always'],
              match: { on: 'any', patterns: [] },
              rules: ruling.rules.map(({ id }) => ({ id })),
            },
            ...(ruling.kind === 'tool' ? { expiresAt: new Date(this.now + lasts).toISOString() } : {}),
          },
        })
    }
    if (held.length > 0 && begun.length === 0) {
      if (this.state.plan && !this.state.approvals.some(({ kind }) => kind === 'plan'))
        intents.push(planRequest(this.state.plan, 1, this.newId()))
      else
        for (const { callId, name } of held)
          intents.push({
            type: 'tool-finished',
            actor: worker,
            data: { step: 1, callId, name, output: 'held', isError: true, durationMs: 0 },
          })
    }
    if (intents.length > 0) this.append(intents)
    if (crash) return
    for (const { callId, name } of begun) {
      const done = { step: 1, callId, name, output: 'ok', isError: false, durationMs: 1 }
      const drafts: EventDraft[] = [{ type: 'tool-finished', actor: worker, data: done }]
      const revision = (this.state.plan?.revision ?? 0) + 1
      if (name === 'plan')
        drafts.push({
          type: 'plan-changed',
          actor: worker,
          data: { revision, callId, steps: [{ id: 's1', title: 'A', status: 'todo' }] },
        })
      this.append(drafts)
    }
  }

  tell(command: StateCommand): void {
    const facts = {
      newMessageId: `m${this.now}`,
      newApprovalId: this.newId(),
      newRuleId: 'r',
      now: this.now,
      model: null,
    }
    const decision = decide(this.state, command, person, facts)
    if (decision.ok && decision.events.length > 0) this.append(decision.events)
  }
}
