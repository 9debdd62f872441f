/** What is said to a run is said to those it handed work to: stop, pause and resume reach the whole branch. */
import { AppError } from '../http/errors'
import type { StateCommand } from './decide'
import { type Telling, tellRun } from './tell-run'
import { liveBelow, waitingForBudget } from './tree/repository'

/** So many runs are told at once. */
const atOnce = 6

/** Passes a command on to the runs that it concerns beside the one it was given to. What refuses it is left alone. */
export async function tellOthers(telling: Telling, runId: string, command: StateCommand): Promise<void> {
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

async function tellAll(telling: Telling, runIds: readonly string[], command: StateCommand): Promise<void> {
  for (let start = 0; start < runIds.length; start += atOnce)
    await Promise.all(
      runIds.slice(start, start + atOnce).map(runId => tellLeniently(telling, runId, command)),
    )
}

/** A run that has ended meanwhile, or is stopping already, needs no word. */
export async function tellLeniently(telling: Telling, runId: string, command: StateCommand): Promise<void> {
  try {
    await tellRun(telling, runId, command)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
