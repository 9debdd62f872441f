/** One of a run's files: as it is now, or as it was after an event, because files are folded from the log. */
import type { Actor } from '../accounts/actor'
import { readFile } from '../files/repository'
import { notFound } from '../http/errors'
import { foldRun } from './fold'
import { readRunEvents, readRunState } from './repository'

/** `at` is the seq up to which the log counts. Throws `not-found` for a path the run does not have. */
export async function readRunFile(
  actor: Actor,
  runId: string,
  path: string,
  at?: number,
): Promise<Uint8Array> {
  const state = at === undefined ? await readRunState(actor, runId) : await stateAt(actor, runId, at)
  const entry = state?.files[path]
  if (!entry) throw notFound('file')
  return await readFile(actor, entry.hash)
}

async function stateAt(actor: Actor, runId: string, at: number) {
  const events = await readRunEvents(actor, runId, 0, 100_000)
  return foldRun(
    null,
    events.filter(event => event.seq <= at),
  )
}
