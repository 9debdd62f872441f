/** A run whose runner threw (a bug, a database that failed): it is set down truthfully and tried again, or ended. */

import { isDatabaseAway } from '../db/database-away'
import { FilesUnreachable } from '../files/files-unreachable'
import type { EventActor, EventDraft } from '../runs/events'
import { setAside } from '../runs/log/repository'
import { UnreadableLog } from '../runs/log/unreadable-log'
import { isEnded } from '../runs/rules'
import { timeNow } from '../shared/clock'
import { log } from '../shared/log'
import { lostSettlements } from './call-budget'
import { Superseded } from './journal'
import { openSession } from './run-session'
import type { EngineServices } from './services'

/** After this many breaks in a row without an answer in between the run is given up. */
export const maxBreaks = 5

/** Files that cannot be reached are tried again after so long, however often: nobody's fault here. */
const filesAwayMs = 5_000
/** A database that was away is there again by the time that this is written. */
const databaseAwayMs = 1_000

/** Milliseconds before the next attempt: 1, 2, 4, 8 s. */
function delayMs(breaks: number): number {
  return 1_000 * 2 ** (breaks - 1)
}

/**
 * Writes into the run's log that it broke off, with when it goes on, and sends the wake-up in the same transaction.
 * While the database cannot be reached there is nothing to write to: tried again until it can, or until `isOver`.
 */
export async function setDownBroken(
  services: EngineServices,
  runId: string,
  error: unknown,
  isOver: () => boolean,
): Promise<void> {
  for (let pauseMs = 250; !isOver(); pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      await writeBreak(services, runId, error)
      return
    } catch (problem) {
      if (problem instanceof Superseded) return
      if (problem instanceof UnreadableLog) return await putAside(services, runId, problem)
      log.error({ error: problem, runId }, 'a broken run could not be set down yet')
      await new Promise(resolve => setTimeout(resolve, pauseMs).unref())
    }
  }
}

/** A run whose log cannot be read is set aside, once, where people see why. */
export async function putAside(
  services: EngineServices,
  runId: string,
  problem: UnreadableLog,
): Promise<void> {
  log.error({ error: problem, runId }, 'run was set aside')
  const place = await setAside(services.db, runId, problem)
  if (place) services.news.announce(place.workspaceId, runId, place.seq)
}

async function writeBreak(services: EngineServices, runId: string, error: unknown): Promise<void> {
  const session = await openSession(services, runId)
  if (!session) return
  const { journal, worker, workspaceId } = session
  for (;;) {
    const { state } = journal
    if (isEnded(state.status) || state.workerId !== services.workerId) return
    const weatherMs =
      error instanceof FilesUnreachable ? filesAwayMs : isDatabaseAway(error) ? databaseAwayMs : null
    const weather = weatherMs !== null
    const breaks = (state.breaks ?? 0) + (weather ? 0 : 1)
    const reason = session.redact(reasonOf(error))
    if (breaks >= maxBreaks)
      journal.stage(lost(worker, breaks, reason), undefined, ...lostSettlements(session))
    else if (state.status === 'paused') return
    else {
      const until = new Date(timeNow() + (weatherMs ?? delayMs(breaks)))
      const told = weather
        ? waiting(worker, `${reason} It is tried again.`, until)
        : broken(worker, breaks, reason, until)
      journal.stage(told, undefined, db => services.queue.wake(db, runId, workspaceId, { at: until }))
    }
    if (await journal.commit()) return
  }
}

function waiting(actor: EventActor, reason: string, until: Date, breaks?: number): EventDraft {
  const data = { for: 'retry' as const, reason, until: until.toISOString(), ...(breaks ? { breaks } : {}) }
  return { type: 'run-waiting', actor, data }
}

function broken(actor: EventActor, breaks: number, reason: string, until: Date): EventDraft {
  return waiting(actor, `Something went wrong in Reef itself: ${reason} It is tried again.`, until, breaks)
}

function lost(actor: EventActor, breaks: number, reason: string): EventDraft {
  const message = `Something went wrong in Reef itself, ${breaks} times in a row: ${reason} What was done is kept.`
  return { type: 'run-ended', actor, data: { status: 'failed', reason: 'lost', message, result: null } }
}

/** The last line of the error that says something: database errors put their cause there. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const last =
    message
      .trim()
      .split('\n')
      .findLast(line => line.trim() !== '') ?? 'unknown error'
  const line = last.trim().slice(0, 300)
  return /[.!?]$/.test(line) ? line : `${line}.`
}
