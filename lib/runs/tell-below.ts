/** What is said to a run is said to those it handed work to: stop, pause and resume reach the whole branch. */
import { AppError } from '../http/errors'
import type { StateCommand } from './decide'
import { type Telling, tellRun } from './tell-run'
import { liveBelow, waitingForBudget } from './tree/repository'

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

/** Each hand takes the next run as soon as it is free: one that is slow to be told holds up nobody else. */
async function tellAll(telling: Telling, runIds: readonly string[], command: StateCommand): Promise<void> {
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
