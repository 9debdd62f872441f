/** A command reaches one run: decided on the folded state, appended, and a worker woken where one is needed. */
import { announceBudgets } from '../budgets/news'
import { setRunBudget, setTaskBudget } from '../budgets/repository'
import type { Connection, Database } from '../db/client'
import { notify } from '../db/listen'
import { AppError } from '../http/errors'
import type { RunQueue } from '../queue/run-queue'
import { assertPresent } from '../shared/assert'
import { newId } from '../shared/id'
import { decide, type StateCommand } from './decide'
import type { CommandFacts, Decision } from './decide-outcome'
import type { EventActor, EventDraft } from './events'
import { placeEvents } from './log/place-events'
import { appendEvents, loadRunState, SequenceConflict } from './log/repository'
import { NewsDesk } from './news'
import type { RecipeModel } from './recipe'
import { type RunState, recipeOf } from './run-state'
import { wakeParent } from './wake-parent'

/** Attempts against a log that moves while we decide. */
const maxTries = 20

export interface Telling {
  db: Database
  queue: RunQueue
  workspaceId: string
  actor: EventActor
  /** What is written in the transaction of the command's events, beside them. */
  alongside?: (tx: Connection, state: RunState, events: readonly EventDraft[]) => Promise<void>
}

/** Returns the log's position after the command. Throws `refused` with the refusal's name. Checks no rights. */
export async function tellRun(
  telling: Telling,
  runId: string,
  command: StateCommand,
  model: RecipeModel | null = null,
): Promise<{ seq: number }> {
  const { db, workspaceId, actor } = telling
  const facts = newFacts(model)
  for (let tries = 0; tries < maxTries; tries += 1) {
    const state = assertPresent(await loadRunState(db, runId), 'log of the run')
    const decision = decide(state, command, actor, { ...facts, now: Date.now() })
    if (!decision.ok)
      throw new AppError('refused', decision.message, {
        refusal: decision.refusal,
        ...(decision.details === undefined ? {} : { details: decision.details }),
      })
    if (decision.events.length === 0) return { seq: state.seq }
    try {
      const { seq } = await append(telling, state, command, decision)
      if (command.type === 'budget') await announceBudgets(workspaceId)
      new NewsDesk(notices => notify(db, notices)).announce(workspaceId, runId, seq)
      return { seq }
    } catch (error) {
      if (!(error instanceof SequenceConflict)) throw error
    }
  }
  throw new AppError('conflict', 'The run moved too fast for this command. Try again.')
}

/** What a command may need beside the state, but for the time. */
export function newFacts(model: RecipeModel | null): Omit<CommandFacts, 'now'> {
  return {
    newMessageId: newId('message'),
    newApprovalId: newId('approval'),
    newRuleId: newId('rule'),
    model,
  }
}

function append(
  { db, queue, workspaceId, actor, alongside }: Telling,
  state: RunState,
  command: StateCommand,
  decision: Extract<Decision, { ok: true }>,
): Promise<RunState> {
  const { runId, seq, created } = state
  const events = placeEvents(runId, seq, decision.events, new Date().toISOString())
  const ends = decision.events.some(event => event.type === 'run-ended')
  const tellParent = ends ? wakeParent(queue, workspaceId, created.parentRunId) : undefined
  // Most words are one statement, which is a transaction by itself.
  if (command.type !== 'budget' && !alongside && !decision.wake && !tellParent)
    return appendEvents(db, state, events)
  return db.$transaction(async tx => {
    const appended = await appendEvents(tx, state, events)
    if (command.type === 'budget') {
      if (hasShare(state)) await setRunBudget(tx, workspaceId, runId, command.budget, actor)
      else await setTaskBudget(tx, workspaceId, created.taskId, command.budget, actor)
    }
    await alongside?.(tx, state, decision.events)
    if (decision.wake) await queue.wake(tx, runId, workspaceId, { priority: 5 })
    await tellParent?.(tx)
    return appended
  })
}

/** Whether the run works within a share of its own, beside the budget of the task. */
export function hasShare(state: RunState): boolean {
  const { budget } = recipeOf(state)
  return state.created.delegation !== undefined && (budget.usd !== undefined || budget.tokens !== undefined)
}
