/** What must hold after all the killing, each promise with what was found. */
import type { RunEvent } from '../../lib/runs/events'
import { foldRun } from '../../lib/runs/fold'
import { projectRun } from '../../lib/runs/projection'
import type { RunState } from '../../lib/runs/run-state'
import type { Crew } from './crew'
import { marks } from './scenes'
import type { Kill } from './torment'

export interface Finding {
  promise: string
  holds: boolean
  detail: string
}

export interface Played {
  events: RunEvent[]
  state: RunState
  /** Text of files by path, as the API gives it. */
  read: (path: string) => Promise<string>
}

export async function verify(calm: Played, wild: Played, seen: number[], steps: number): Promise<Finding[]> {
  return [
    endsTrue(wild, steps),
    gapFree(wild.events),
    sameFiles(calm.state, wild.state),
    ...(await calledOnce(wild, steps)),
    nothingLost(wild.events, seen),
  ]
}

function endsTrue({ state }: Played, steps: number): Finding {
  const result = state.end?.result ?? ''
  const holds = state.status === 'succeeded' && result === `All ${steps} steps are done.`
  return { promise: 'the run ends as it should', holds, detail: `${state.status}: ${result}` }
}

function gapFree(events: RunEvent[]): Finding {
  const holds = events.every((event, index) => event.seq === index + 1)
  return { promise: 'the log is gap-free', holds, detail: `${events.length} events` }
}

function sameFiles(calm: RunState, wild: RunState): Finding {
  const paths = [...new Set([...Object.keys(calm.files), ...Object.keys(wild.files)])]
  const differing = paths.filter(path => calm.files[path]?.hash !== wild.files[path]?.hash)
  return {
    promise: 'the files are those of the undisturbed run',
    holds: differing.length === 0 && paths.length > 0,
    detail: differing.length === 0 ? `${paths.length} files` : `differ: ${differing.slice(0, 5).join(', ')}`,
  }
}

async function calledOnce({ events, state, read }: Played, steps: number): Promise<Finding[]> {
  const wrong: number[] = []
  for (const step of marks(steps)) if ((await read(`calls/${step}`)) !== 'made\n') wrong.push(step)
  const results = new Map<string, number>()
  for (const event of events) {
    if (event.type !== 'tool-finished' && event.type !== 'question-answered') continue
    results.set(event.data.callId, (results.get(event.data.callId) ?? 0) + 1)
  }
  const twice = [...results.values()].filter(count => count > 1).length
  return [
    {
      promise: 'no recorded call ran twice',
      holds: wrong.length === 0 && twice === 0,
      detail: `${marks(steps).length} calls counted themselves, ${wrong.length} wrongly; ${twice} results twice`,
    },
    {
      promise: 'every call has its result',
      holds:
        results.size === steps && Object.values(state.toolCalls).every(call => call.output !== undefined),
      detail: `${results.size} results for ${steps} calls`,
    },
  ]
}

function nothingLost(events: RunEvent[], seen: number[]): Finding {
  const known = new Set(seen)
  const lost = events.filter(event => !known.has(event.seq)).length
  const doubled = seen.length - known.size
  const detail = `${lost} lost, ${doubled} twice, of ${events.length}`
  return { promise: 'a viewer saw every event once', holds: lost === 0 && doubled === 0, detail }
}

/** Of all runs in the database: each row says what its log says, and nothing is at work that nobody works on. */
export async function verifyRows(crew: Crew): Promise<Finding> {
  const rows = await crew.query<Record<string, unknown> & { id: string; status: string }>(
    `SELECT * FROM "Run"`,
  )
  const wrong: string[] = []
  for (const row of rows) {
    const state = foldRun(null, await eventsOf(crew, row.id))
    const projected: Record<string, unknown> = state ? projectRun(state) : {}
    const differs = ['status', 'seq', 'steps', 'inputTokens', 'outputTokens'].some(
      name => projected[name] !== row[name],
    )
    if (differs || !['succeeded', 'failed', 'stopped'].includes(row.status)) wrong.push(row.id)
  }
  const detail = `${rows.length} runs${wrong.length > 0 ? `, wrong: ${wrong.join(', ')}` : ''}`
  return { promise: 'every run ends in a true state', holds: wrong.length === 0, detail }
}

export async function eventsOf(crew: Crew, runId: string): Promise<RunEvent[]> {
  const rows = await crew.query<RunEvent & { at: unknown }>(
    `SELECT "runId", "seq", to_char("at", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "at", "type", "version", "actor", "data"
      FROM "Event" WHERE "runId" = $1 ORDER BY "seq"`,
    [runId],
  )
  return rows as RunEvent[]
}

/**
 * Milliseconds from each kill of a run's worker to the next claim of that run, and from each of the database's to the
 * first sign of life in any log of the tree once it takes connections again.
 */
export function recoveries(kills: readonly Kill[], tree: readonly RunEvent[]): Map<Kill, number> {
  const events = tree.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const found = new Map<Kill, number>()
  for (const kill of kills) {
    // A server takes them a little before somebody who knocks again and again notices.
    const from = kill.serverBackAt === undefined ? kill.at : Math.max(kill.at, kill.serverBackAt - 200)
    const back = events.find(event => {
      const isLater = Date.parse(event.at) > from
      const isClaim = event.type === 'run-claimed' && event.runId === kill.runId
      return isLater && (kill.target !== 'worker' || isClaim)
    })
    if (back) found.set(kill, Date.parse(back.at) - kill.at)
  }
  return found
}

/** Calls that were begun more than once: their first try was lost before its result was written. */
export function repeatsOf(state: RunState, events: readonly RunEvent[]): { model: number; tools: number } {
  const attempts = state.steps.reduce((sum, step) => sum + step.attempts.length - 1, 0)
  const claims = events.filter(event => event.type === 'run-claimed').slice(1)
  const open = claims.filter(claim => {
    const before = events.slice(0, claim.seq - 1).findLast(event => /^tool-/.test(event.type))
    return before?.type === 'tool-started'
  })
  return { model: attempts, tools: open.length }
}
