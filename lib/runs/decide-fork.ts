/** Where a run can be parted into another one, and what the new one takes along. Pure. */
import { z } from 'zod'
import { messageText } from './decide-messages'
import { type Refusal, refuse } from './decide-outcome'
import type { EventActor, EventDraft, RunEvent } from './events'
import { foldRun } from './fold'
import { newBudget, type RecipeModel, type RunBudget, someLimits } from './recipe'
import { isEnded, reefActor } from './rules'
import type { RunMessage, RunState, StepState } from './run-state'

type Limits = z.infer<typeof someLimits>

/** A new run that begins with a copy of this one's log, up to the end of a step. */
export const forkCommand = z.strictObject({
  type: z.literal('fork'),
  /** The last step that is kept; the last finished one when left out. */
  step: z.int().positive().optional(),
  /** The step itself is done again: only what came before it is kept. */
  again: z.boolean().optional(),
  /** Said to the agent as the new run begins. */
  message: messageText.optional(),
  model: z.string().min(1).max(200).optional(),
  budget: newBudget.optional(),
  limits: z.strictObject(someLimits.shape).optional(),
  /** A run that is at work is stopped first; without this such a fork is refused. */
  stop: z.boolean().optional(),
})
export type ForkCommand = z.infer<typeof forkCommand>

export interface Fork {
  ok: true
  /** Number of the last event that is copied. */
  seq: number
  /** The last step that is kept; 0 keeps none. */
  step: number
  /** The source as it was at `seq`, and as it is now. */
  base: RunState
  source: RunState
  /** Words that no call had carried there. They are said again in the new run. */
  carried: RunMessage[]
}

/** Finds the place of a fork in the source's whole log. */
export function planFork(events: readonly RunEvent[], command: ForkCommand): Fork | Refusal {
  const source = foldRun(null, events)
  if (!source) return refuse('no-such-step', 'This run has no log.')
  if (source.created.parentRunId)
    return refuse('child-run', 'A run that another run started cannot be forked. Fork the run above it.')
  const named = command.step ?? source.steps.findLast(step => isFinished(source, step))?.step
  const known = named === undefined ? undefined : source.steps[named - 1]
  if (!known) return refuse('no-such-step', `This run has no finished step${named ? ` ${named}` : ''} yet.`)
  if (!command.again && !isFinished(source, known))
    return refuse('step-unfinished', `Step ${known.step} is not finished. Fork from the step before it.`)
  if (!isEnded(source.status) && !command.stop)
    return refuse('run-under-way', 'This run is under way. It has to be stopped for another to go on.')
  const step = command.again ? known.step - 1 : known.step
  const seq = lastSeqOf(events, step)
  const base = foldRun(
    null,
    events.filter(event => event.seq <= seq),
  )
  if (!base) return refuse('no-such-step', 'This run has no log.')
  return { ok: true, seq, step, base, source, carried: carriedTo(source, step, command.again ?? false) }
}

function isFinished(state: RunState, step: StepState): boolean {
  return (
    step.repliedAt !== undefined && step.toolCallIds.every(id => state.toolCalls[id]?.status === 'finished')
  )
}

/** The last event that belongs to the step: before the next step is called for, and before the run's end. */
function lastSeqOf(events: readonly RunEvent[], step: number): number {
  const after = events.find(
    event => event.type === 'run-ended' || (event.type === 'model-called' && event.data.step > step),
  )
  return after ? after.seq - 1 : (events.at(-1)?.seq ?? 0)
}

/** What the step that is done again had been told, or what nobody has read yet at the end of the run. */
function carriedTo(source: RunState, step: number, again: boolean): RunMessage[] {
  if (!again) return step === source.steps.length ? source.pendingMessages : []
  const end = source.history.findIndex(item => item.kind === 'step' && item.step === step + 1)
  const before = end < 0 ? [] : source.history.slice(0, end)
  const start = before.findLastIndex(item => item.kind === 'step')
  return before.slice(start + 1).flatMap(item => (item.kind === 'message' ? [item] : []))
}

/** Calls of the source that were made after a step and reach beyond the run's own files: a fork leaves them as they are. */
export function effectsAfter(state: RunState, step: number): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const call of Object.values(state.toolCalls)) {
    if (call.step <= step || call.startedAt === undefined || insideTools.has(call.name)) continue
    counts.set(call.name, (counts.get(call.name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => ({ name, count }))
}

/** Tools that touch nothing but the run's own files, plan and words. */
const insideTools: ReadonlySet<string> = new Set(['ask', 'bash', 'edit', 'plan', 'read', 'skill', 'write'])

/** What a fork needs beside the source's log. */
export interface ForkFacts {
  runId: string
  attempt: number
  actor: EventActor
  model: RecipeModel | null
  /** The task's budget as it is now. */
  budget: RunBudget
  newId(): string
}

/** The events with which the new run's own part begins. */
export function forkEvents(fork: Fork, command: ForkCommand, facts: ForkFacts): EventDraft[] {
  const { base, source } = fork
  const { actor, attempt, model, budget } = facts
  const forked = { fromRunId: source.runId, fromSeq: fork.seq, fromStep: fork.step, attempt }
  const drafts: EventDraft[] = [{ type: 'run-forked', actor, data: forked }]
  const limits = limitsFor(fork, command.limits ?? {})
  if (Object.keys(limits).length > 0) drafts.push({ type: 'limits-changed', actor, data: { limits } })
  const chosen = model ?? source.model
  if (chosen && chosen.spec !== base.model?.spec)
    drafts.push({ type: 'model-changed', actor, data: { model: chosen } })
  if (budget.usd !== base.budget.usd || budget.tokens !== base.budget.tokens)
    drafts.push({ type: 'budget-changed', actor, data: { budget } })
  for (const message of fork.carried) drafts.push(saidAgain(message, facts.newId()))
  const text = forkWords(fork)
  drafts.push({
    type: 'notice-given',
    actor: reefActor,
    data: { messageId: facts.newId(), cause: 'fork', text },
  })
  if (command.message)
    drafts.push({
      type: 'message-received',
      actor,
      data: { messageId: facts.newId(), text: command.message },
    })
  return drafts
}

/** The limits that are named, those that the source was given meanwhile, and room where it had come to the end of one. */
export function limitsFor({ base, source }: Pick<Fork, 'base' | 'source'>, named: Limits): Limits {
  const room: Limits = {}
  for (const key of Object.keys(source.limits) as (keyof Limits)[])
    if (source.limits[key] !== base.limits[key]) room[key] = source.limits[key]
  const { limits } = source.created.recipe
  if (base.checkRounds.length >= source.limits.checkRounds)
    room.checkRounds = Math.min(100, base.checkRounds.length + limits.checkRounds)
  return { ...room, ...named }
}

function saidAgain({ text, when, cause, actor }: RunMessage, messageId: string): EventDraft {
  if (cause) return { type: 'notice-given', actor, data: { messageId, cause, text } }
  return { type: 'message-received', actor, data: { messageId, text, ...(when ? { when } : {}) } }
}

/** What the agent is told: where it stands, and what stays done although it is no longer told of it. */
function forkWords({ step, source }: Fork): string {
  const last = source.steps.length
  const effects = effectsAfter(source, step).map(({ name, count }) => `${count} × ${name}`)
  const words = [
    step === last
      ? `A person lets this work go on from where it ended, after step ${step}.`
      : `A person took this work back to the end of step ${step}; it had gone on to step ${last}. The files are as they were then.`,
  ]
  if (effects.length > 0)
    words.push(`What was done outside the work folder since then is not undone: ${effects.join(', ')}.`)
  words.push('Go on from here.')
  return words.join(' ')
}
