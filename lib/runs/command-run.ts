/** Takes a person's command to a run: decides on the folded state, appends, and wakes a worker where one is needed. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { setTaskBudget } from '../budgets/repository'
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import { runQueue } from '../queue/sender'
import { newId } from '../shared/id'
import { decide, type StateCommand } from './decide'
import { placeEvents } from './log/place-events'
import { appendEvents, SequenceConflict } from './log/repository'
import { NewsDesk } from './news'
import { readRunState } from './repository'

/** Attempts against a log that moves while we decide. */
const maxTries = 20

/** Returns the log's position after the command. Throws `refused` with the refusal's name. */
export async function commandRun(
  actor: Actor,
  runId: string,
  command: StateCommand,
): Promise<{ seq: number }> {
  requireCan(actor, 'run:control')
  const db = getDatabase()
  const model = command.type === 'model' ? await chooseModel(actor.workspaceId, command.model) : null
  const facts = { newMessageId: newId('message'), model }
  for (let tries = 0; tries < maxTries; tries += 1) {
    const state = await readRunState(actor, runId)
    const decision = decide(state, command, { kind: actor.kind, id: actor.id, name: actor.name }, facts)
    if (!decision.ok) throw new AppError('refused', decision.message, { refusal: decision.refusal })
    const events = placeEvents(runId, state.seq, decision.events, new Date().toISOString())
    try {
      const queue = decision.wake ? await runQueue() : undefined
      const { seq } = await db.$transaction(async tx => {
        const appended = await appendEvents(tx, state, events)
        if (command.type === 'budget')
          await setTaskBudget(tx, actor.workspaceId, state.created.taskId, command.budget)
        await queue?.wake(tx, runId, actor.workspaceId, { priority: 5 })
        return appended
      })
      new NewsDesk(notices => notify(db, notices)).announce(actor.workspaceId, runId, seq)
      return { seq }
    } catch (error) {
      if (!(error instanceof SequenceConflict)) throw error
    }
  }
  throw new AppError('conflict', 'The run moved too fast for this command. Try again.')
}
