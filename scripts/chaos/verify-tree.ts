/** What must hold of a whole tree after all the killing: parts, words of people, shares and budgets. */

import { folderOf } from '../../lib/runs/delegation'
import type { RunEvent } from '../../lib/runs/events'
import { foldRun } from '../../lib/runs/fold'
import type { RunState } from '../../lib/runs/run-state'
import type { Crew } from './crew'
import { delegations, partMarks } from './scenes'
import { eventsOf, type Finding, type Played } from './verify'

export interface Branch {
  events: RunEvent[]
  state: RunState
}

/** The runs that a run has started. */
export async function branchesOf(crew: Crew, runId: string): Promise<Branch[]> {
  const rows = await crew.query<{ id: string }>(
    `SELECT "id" FROM "Run" WHERE "parentRunId" = $1 ORDER BY "id"`,
    [runId],
  )
  const below: Branch[] = []
  for (const { id } of rows) {
    const events = await eventsOf(crew, id)
    const state = foldRun(null, events)
    if (!state) throw new Error(`The run ${id} has no log`)
    below.push({ events, state })
  }
  return below
}

export async function verifyTree(
  crew: Crew,
  top: Played,
  below: Branch[],
  steps: number,
): Promise<Finding[]> {
  return [
    await startedOnce(top, below, steps),
    toldOnce(top, below),
    askedOnce([top, ...below]),
    await addsUp(crew, [top, ...below]),
  ]
}

/** Every part is one run, and did each of its calls once: the marks it left say so. */
async function startedOnce(top: Played, below: Branch[], steps: number): Promise<Finding> {
  const wanted = delegations(steps).flatMap(({ step, parts }) =>
    Array.from({ length: parts }, (_, index) => `Part ${index + 1} of ${step}`),
  )
  const titles = top.state.children.map(child => child.title)
  const runs = below.map(({ state }) => state.runId).sort()
  const known = top.state.children.map(child => child.childRunId).sort()
  const wrong: string[] = []
  for (const child of top.state.children)
    for (const name of partMarks(child.index + 1)) {
      const path = `${folderOf(top.state, child)}/calls/${name}`
      if ((await top.read(path)) !== 'made\n') wrong.push(path)
    }
  const holds = same(titles, wanted) && same(runs, known) && wrong.length === 0
  const detail = `${runs.length} runs for ${wanted.length} parts, ${wrong.length} marks wrong ${wrong.slice(0, 3).join(', ')}`
  return { promise: 'no part ran twice', holds, detail }
}

/** What each log says of a part is what the part's own log says. */
function toldOnce(top: Played, below: Branch[]): Finding {
  const wrong = top.state.children.filter(child => {
    const part = below.find(({ state }) => state.runId === child.childRunId)
    const told = top.events.filter(
      event => event.type === 'child-finished' && event.data.childRunId === child.childRunId,
    )
    const isWhole = part?.events.every((event, index) => event.seq === index + 1)
    const end = part?.state.end
    return (
      !isWhole || told.length !== 1 || child.end?.result !== end?.result || part?.state.status !== 'succeeded'
    )
  })
  const detail = `${top.state.children.length} ends, ${wrong.length} wrongly`
  return { promise: 'every end is told once, and each log is whole', holds: wrong.length === 0, detail }
}

/** A call that needs a word has one, asked for once, given once and used once. */
function askedOnce(branches: Branch[]): Finding {
  let asked = 0
  let wrong = 0
  for (const { events, state } of branches) {
    const words = state.approvals
    asked += words.length
    const things = new Set(words.map(({ callId, kind, step }) => callId ?? `${kind} ${step}`))
    const decided = events.flatMap(event => (event.type === 'approval-decided' ? event.data.approvalId : []))
    const open = words.filter(({ decided }) => decided?.verdict !== 'allow').length
    if (things.size !== words.length || new Set(decided).size !== decided.length || open > 0) wrong += 1
  }
  const detail = `${asked} words asked for, ${wrong} runs asked or told twice`
  return { promise: 'every word is asked for and counts once', holds: asked > 0 && wrong === 0, detail }
}

/** Each budget has spent what the logs of its runs say, lost calls at what they held, and holds nothing any more. */
async function addsUp(crew: Crew, branches: Branch[]): Promise<Finding> {
  const taskId = branches[0]?.state.created.taskId ?? ''
  const rows = await crew.query<{ scopeId: string; spent: string; reserved: string }>(
    `SELECT b."scopeId", coalesce(sum(c."spentTokens"), 0)::text AS spent, coalesce(sum(c."reservedTokens"), 0)::text AS reserved
      FROM "Budget" b LEFT JOIN "BudgetCounter" c ON c."budgetId" = b."id" WHERE b."scopeId" = ANY($1) GROUP BY 1`,
    [[taskId, ...branches.map(({ state }) => state.runId)]],
  )
  const spent = new Map(branches.map(({ state }) => [state.runId, spentBy(state)]))
  const all = [...spent.values()].reduce((sum, tokens) => sum + tokens, 0)
  const wrong = rows.filter(
    row => Number(row.reserved) !== 0 || Number(row.spent) !== (spent.get(row.scopeId) ?? all),
  )
  const holds = rows.length === branches.length && wrong.length === 0
  const detail = `${rows.length} budgets, ${all} tokens, ${wrong.length} wrong ${wrong
    .slice(0, 3)
    .map(
      row =>
        `${row.scopeId}: ${row.spent} spent, ${row.reserved} held, ${spent.get(row.scopeId) ?? all} by the log`,
    )
    .join('; ')}`
  return { promise: 'shares and budgets add up', holds, detail }
}

/** A call that was lost with its worker may have cost all that it held. */
function spentBy({ steps }: RunState): number {
  return steps
    .flatMap(step => step.attempts)
    .reduce((sum, { usage, lost, reserved }) => {
      const used = usage ? Object.values(usage).reduce((total, count) => total + count, 0) : 0
      return sum + (lost && reserved ? reserved.tokens : used)
    }, 0)
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
