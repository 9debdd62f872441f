/** How a run looks: its state as the items that a person reads. Pure. */

import type { CheckResult } from '../checks/schema'
import type { EventActor, NoticeCause } from './events'
import { addFigures, type Figures, figuresOf, noFigures } from './figures'
import type { ModelError } from './message'
import { isEnded } from './rules'
import {
  type ApprovalState,
  type Compaction,
  delegateTool,
  type RunMessage,
  type RunState,
  recipeOf,
  type SideCall,
  type StepState,
  type ToolCallState,
} from './run-state'

export type GroupEntry =
  | { kind: 'reasoning'; key: string; step: number; text: string }
  /** `figures` stand on the first call of a step, so that they add up. */
  | { kind: 'call'; key: string; step: number; call: ToolCallState; figures: Figures | null }

export interface GroupSummary {
  /** Calls by tool name, in the order of first use. */
  counts: { name: string; count: number }[]
  failed: number
  open: number
  /** From the first call of the model to the last result, milliseconds; null while open. */
  durationMs: number | null
  figures: Figures
}

export type TimelineItem =
  /** With a `cause` it is a word of Reef itself. */
  | { kind: 'message'; key: string; text: string; at: string; actor: EventActor; cause?: NoticeCause }
  | { kind: 'text'; key: string; step: number; text: string; figures: Figures | null; final: boolean }
  | { kind: 'reasoning'; key: string; step: number; text: string }
  | { kind: 'group'; key: string; steps: [number, number]; entries: GroupEntry[]; summary: GroupSummary }
  | { kind: 'question'; key: string; step: number; call: ToolCallState; figures: Figures | null }
  | { kind: 'delegation'; key: string; step: number; call: ToolCallState; figures: Figures | null }
  | { kind: 'approval'; key: string; step: number; approval: ApprovalState }
  | { kind: 'failure'; key: string; step: number; error: ModelError; count: number; retryAt: string | null }
  | { kind: 'prefix'; key: string; step: number; message: number; cause: 'model' | 'other' }
  /** The checks of an answer; `results` grows while they are made. */
  | {
      kind: 'checks'
      key: string
      step: number
      round: number
      results: CheckResult[]
      of: number
      figures: Figures | null
    }
  | { kind: 'compaction'; key: string; step: number; compaction: Compaction; figures: Figures | null }
  | { kind: 'model'; key: string; step: number; spec: string; reason: string | null }
  /** Everything above was copied from another run. */
  | { kind: 'fork'; key: string; fork: NonNullable<RunState['fork']> }
  | { kind: 'end'; key: string }

/** The items of a run in reading order. The task's own words come before them and are not among them. */
export function timelineOf(state: RunState): TimelineItem[] {
  const builder = new TimelineBuilder(state)
  const steps = new Map(state.steps.map(step => [step.step, step]))
  let copied = state.fork?.fromStep ?? 0
  const addFork = () => {
    if (state.fork && copied === 0) builder.add({ kind: 'fork', key: 'fork', fork: state.fork })
    copied -= 1
  }
  addFork()
  for (const item of state.history) {
    if (item.kind === 'message') builder.add(messageItem(item))
    else {
      const step = steps.get(item.step)
      if (step) builder.addStep(step)
      addFork()
    }
  }
  builder.addUnbegun()
  if (isEnded(state.status)) builder.add({ kind: 'end', key: 'end' })
  return builder.finish()
}

function messageItem({ messageId, text, at, actor, cause }: RunMessage): TimelineItem {
  return { kind: 'message', key: messageId, text, at, actor, ...(cause ? { cause } : {}) }
}

class TimelineBuilder {
  private readonly items: TimelineItem[] = []
  private group: { entries: GroupEntry[]; steps: StepState[] } | null = null

  constructor(private readonly state: RunState) {}

  add(item: TimelineItem): void {
    this.closeGroup()
    this.items.push(item)
  }

  addStep(step: StepState): void {
    const { step: number } = step
    this.addCompactions(number, false)
    this.addNotices(step)
    this.addCompactions(number, true)
    this.addModelChanges(number)
    // The figures of a step stand once: on its text, or else on its first call.
    const isCopied = number <= (this.state.fork?.fromStep ?? 0)
    let figures: Figures | null = isCopied ? null : figuresOf(step.attempts)
    const spent = () => {
      const now = figures
      figures = null
      return now
    }
    for (const [index, part] of step.parts.entries()) {
      const key = `${number}.${index}`
      if (part.type === 'tool-call') this.addCall(step, key, part.callId, spent)
      else if (part.text.trim() === '') continue
      else if (part.type === 'reasoning') this.addReasoning(step, key, part.text)
      else {
        const final = step.toolCallIds.length === 0
        this.add({ kind: 'text', key, step: number, text: part.text, figures: spent(), final })
      }
    }
    this.addApprovals(number, null)
    this.addChecks(step)
  }

  private addApprovals(step: number, callId: string | null): void {
    for (const approval of this.state.approvals)
      if (approval.step === step && approval.callId === callId)
        this.add({ kind: 'approval', key: approval.approvalId, step, approval })
  }

  /** What Reef has done for a step that has not begun. */
  addUnbegun(): void {
    const next = this.state.steps.length + 1
    this.addCompactions(next, false)
    this.addModelChanges(next)
  }

  /** Those that made room before the call, or those that a refusal of the provider made necessary. */
  private addCompactions(step: number, overflow: boolean): void {
    const made = this.state.compactions.filter(one => one.step === step)
    for (const [index, compaction] of made.entries()) {
      if ((compaction.overflow ?? false) !== overflow) continue
      const figures = index === made.length - 1 ? this.sideFigures(step, 'summary') : null
      this.add({ kind: 'compaction', key: `${step}.compaction.${index}`, step, compaction, figures })
    }
  }

  private addModelChanges(step: number): void {
    for (const { spec, reason, afterStep, at } of this.state.modelChanges)
      if (afterStep === step - 1) this.add({ kind: 'model', key: `model-${at}-${spec}`, step, spec, reason })
  }

  private addChecks(step: StepState): void {
    const { state } = this
    const of = recipeOf(state).checks?.length ?? 0
    const rounds = state.checkRounds.filter(round => round.step === step.step)
    const isLast = step === state.steps.at(-1) && step.toolCallIds.length === 0
    const isBeginning =
      rounds.length === 0 && isLast && step.repliedAt !== undefined && of > 0 && !state.closing
    if (isBeginning && state.status === 'running')
      this.add({
        kind: 'checks',
        key: `${step.step}.checks`,
        step: step.step,
        round: 0,
        results: [],
        of,
        figures: null,
      })
    for (const { round, results } of rounds) {
      const figures = this.sideFigures(step.step, 'judge')
      this.add({ kind: 'checks', key: `${step.step}.checks`, step: step.step, round, results, of, figures })
    }
  }

  private sideFigures(step: number, purpose: SideCall['purpose']): Figures | null {
    const calls = this.state.sideCalls.filter(call => call.step === step && call.purpose === purpose)
    return calls.length > 0 ? figuresOf(calls) : null
  }

  private addNotices({ step, attempts }: StepState): void {
    for (const broken of this.state.brokenPrefixes) {
      // A shorter context has its own marker, which says so.
      if (broken.step === step && broken.cause !== 'compaction')
        this.add({
          kind: 'prefix',
          key: `${step}.prefix`,
          step,
          message: broken.message,
          cause: broken.cause === 'model' ? 'model' : 'other',
        })
    }
    const failed = attempts.filter(attempt => attempt.error)
    const last = failed.at(-1)
    if (!last?.error) return
    this.add({
      kind: 'failure',
      key: `${step}.failure`,
      step,
      error: last.error,
      count: failed.length,
      retryAt: attempts.at(-1) === last && !last.waited ? (last.retryAt ?? null) : null,
    })
  }

  private addReasoning(step: StepState, key: string, text: string): void {
    const hasText = step.parts.some(part => part.type === 'text' && part.text.trim() !== '')
    const entry = { kind: 'reasoning' as const, key, step: step.step, text }
    if (hasText || step.toolCallIds.length === 0) this.add(entry)
    else this.addEntry(step, entry)
  }

  private addCall(step: StepState, key: string, callId: string, spent: () => Figures | null): void {
    const call = this.state.toolCalls[callId]
    if (!call) return
    if (call.name === 'ask') this.add({ kind: 'question', key, step: step.step, call, figures: spent() })
    else if (this.isHandedOn(call))
      this.add({ kind: 'delegation', key, step: step.step, call, figures: spent() })
    else this.addEntry(step, { kind: 'call', key, step: step.step, call, figures: spent() })
    for (const id of [callId, ...(call.nested ?? [])]) this.addApprovals(step.step, id)
  }

  /** Others work on it, or a person is asked whether they shall; a call that was refused is one like any other. */
  private isHandedOn(call: ToolCallState): boolean {
    if (call.name !== delegateTool) return false
    const { children, approvals } = this.state
    return (
      children.some(child => child.callId === call.callId) ||
      approvals.some(({ kind, callId }) => kind === 'fan-out' && callId === call.callId)
    )
  }

  private addEntry(step: StepState, entry: GroupEntry): void {
    this.group ??= { entries: [], steps: [] }
    this.group.entries.push(entry)
    if (this.group.steps.at(-1) !== step) this.group.steps.push(step)
  }

  private closeGroup(): void {
    const group = this.group
    this.group = null
    const first = group?.steps[0]
    const last = group?.steps.at(-1)
    if (!group || !first || !last) return
    this.items.push({
      kind: 'group',
      key: `group-${group.entries[0]?.key}`,
      steps: [first.step, last.step],
      entries: group.entries,
      summary: summarise(group.entries, first),
    })
  }

  finish(): TimelineItem[] {
    this.closeGroup()
    return this.items
  }
}

function summarise(entries: GroupEntry[], first: StepState): GroupSummary {
  const calls = entries.flatMap(entry => (entry.kind === 'call' ? [entry.call] : []))
  const counts = new Map<string, number>()
  for (const call of calls) counts.set(call.name, (counts.get(call.name) ?? 0) + 1)
  const open = calls.filter(call => call.status !== 'finished').length
  const end = calls
    .map(call => call.endedAt ?? '')
    .sort()
    .at(-1)
  const start = first.attempts[0]?.calledAt
  return {
    counts: [...counts].map(([name, count]) => ({ name, count })),
    failed: calls.filter(call => call.isError).length,
    open,
    durationMs: open > 0 || !start || !end ? null : Date.parse(end) - Date.parse(start),
    figures: entries.reduce(
      (sum, entry) => (entry.kind === 'call' && entry.figures ? addFigures(sum, entry.figures) : sum),
      noFigures,
    ),
  }
}
