/** What is said to a run is said to those it handed work to: stop, pause and resume reach the whole branch. */
import { notify } from '../db/listen'
import { AppError } from '../http/errors'
import { log } from '../shared/log'
import type { StateCommand } from './decide'
import { NewsDesk } from './news'
import { inBatches, tellBatch } from './tell-many'
import { type Telling, tellRun } from './tell-run'
import { liveBelow, standingOf, waitingForBudget } from './tree/repository'

/** So many runs are told at once: the process has other things to ask of its database. */
const atOnce = 6

/** Passes a command on to the runs that it concerns beside the one it was given to. What refuses it is left alone. */
export async function tellOthers(
  { alongside: _, ...telling }: Telling,
  runId: string,
  command: StateCommand,
): Promise<void> {
  switch (command.type) {
    case 'stop':
    case 'pause':
      return tellAll(telling, await liveBelow(telling.db, runId), command)
    case 'resume':
      return tellAll(telling, await liveBelow(telling.db, runId, 'paused'), command)
    case 'budget':
      // More for the task is more for everybody who waits for it.
      return tellAll(telling, await waitingForBudget(telling.db, runId), { type: 'resume' })
    default:
      return
  }
}

/** The nearest first, in batches: so that nobody hands out more work behind its back. */
async function tellAll(telling: Telling, runIds: readonly string[], command: StateCommand): Promise<void> {
  const { db } = telling
  const news = new NewsDesk(notices => notify(db, notices))
  for (const batch of inBatches(await standingOf(db, runIds))) {
    const left = await tellBatch(telling, batch, command, news).catch((error: unknown) => {
      log.debug({ error }, 'runs are told one by one')
      return batch
    })
    await tellEach(telling, left, command)
  }
}

/** Each hand takes the next run as soon as it is free: one that is slow to be told holds up nobody else. */
async function tellEach(telling: Telling, runIds: readonly string[], command: StateCommand): Promise<void> {
  const left = [...runIds]
  const hand = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      await tellLeniently(telling, next, command)
  }
  await Promise.all(Array.from({ length: atOnce }, hand))
}

/** A run that has ended meanwhile, or is stopping already, needs no word. */
export async function tellLeniently(telling: Telling, runId: string, command: StateCommand): Promise<void> {
  try {
    await tellRun(telling, runId, command)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
