/** Makes a run out of another one: copies its log up to the end of a step, and lets the copy go on as a run of its own. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { setTaskBudget, taskBudget } from '../budgets/repository'
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'
import { inTransaction, type Transaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import { runQueue } from '../queue/sender'
import { assertPresent } from '../shared/assert'
import { newId } from '../shared/id'
import { eventActorOf } from '../tasks/launch-run'
import { attachRun } from '../tasks/repository'
import { commandRun } from './command-run'
import { type Fork, type ForkCommand, forkEvents, planFork } from './decide-fork'
import type { EventActor } from './events'
import { copyEvents } from './log/copy/repository'
import { placeEvents } from './log/place-events'
import { appendEvents, loadRunState } from './log/repository'
import { NewsDesk } from './news'
import type { RecipeModel } from './recipe'
import { insertRun, nextAttempt, readWholeLog, requireIdleTask } from './repository'
import { isEnded } from './rules'
import type { CommandAnswer } from './schema'

/** Returns the new run and the place of its last event. Throws `refused` with the refusal's name. */
export async function forkRun(actor: Actor, runId: string, command: ForkCommand): Promise<CommandAnswer> {
  requireCan(actor, 'run:control')
  const events = await readWholeLog(actor, runId)
  const model = command.model ? await chooseModel(actor.workspaceId, command.model) : null
  const fork = planFork(events, command)
  if (!fork.ok) throw new AppError('refused', fork.message, { refusal: fork.refusal })
  if (command.model && !model)
    throw new AppError('refused', 'There is no such model.', { refusal: 'no-model' })
  if (!isEnded(fork.source.status)) await stopSource(actor, runId)
  const made = await inTransaction(tx => writeFork(tx, { actor, fork, command, model }))
  const db = getDatabase()
  new NewsDesk(notices => notify(db, notices)).announce(actor.workspaceId, made.runId, made.seq)
  return made
}

/** The source may have ended, or been stopped by somebody else, since it was read: both are what is wanted. */
async function stopSource(actor: Actor, runId: string): Promise<void> {
  try {
    await commandRun(actor, runId, { type: 'stop' })
  } catch (error) {
    const refusal = error instanceof AppError && (error.details as { refusal?: string } | undefined)?.refusal
    if (refusal !== 'run-ended' && refusal !== 'already-stopping') throw error
  }
}

interface ForkOrder {
  actor: Actor
  fork: Fork
  command: ForkCommand
  model: RecipeModel | null
}

async function writeFork(tx: Transaction, order: ForkOrder): Promise<{ runId: string; seq: number }> {
  const { actor, fork, command } = order
  const { workspaceId } = actor
  const { source } = fork
  const { taskId, recipe } = source.created
  await requireIdleTask(tx, taskId, source.runId)
  if (command.budget) await setTaskBudget(tx, workspaceId, taskId, command.budget)
  const runId = newId('run')
  const attempt = await nextAttempt(tx, taskId)
  const now = new Date()
  const model = order.model ?? source.model
  await insertRun(tx, {
    id: runId,
    workspaceId,
    taskId,
    attempt,
    agentName: recipe.agent.name,
    model: model?.spec ?? '',
    scripted: model?.scripted ?? false,
    createdAt: now,
    forkedFromRunId: source.runId,
    forkedAtStep: fork.step,
  })
  await copyEvents(tx, { runId: source.runId, throughSeq: fork.seq }, { runId, attempt })
  const copied = assertPresent(await loadRunState(tx, runId), 'copied log')
  const eventActor: EventActor = eventActorOf(actor)
  const budget = await taskBudget(tx, taskId)
  const facts = {
    runId,
    attempt,
    actor: eventActor,
    model: order.model,
    budget,
    newId: () => newId('message'),
  }
  const drafts = forkEvents(fork, command, facts)
  const state = await appendEvents(tx, copied, placeEvents(runId, copied.seq, drafts, now.toISOString()))
  await attachRun(tx, taskId, runId)
  const queue = await runQueue()
  await queue.wake(tx, runId, workspaceId, { priority: 5 })
  return { runId, seq: state.seq }
}
