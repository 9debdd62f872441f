/** What follows from a task and its newest run: the column it stands in, the title it gets. Pure. */
import { isEnded } from '../runs/rules'
import type { RunSummary } from '../runs/schema'
import type { Task } from './schema'

export const boardColumns = ['backlog', 'working', 'needs-you', 'review', 'done'] as const
export type BoardColumn = (typeof boardColumns)[number]

const waitsByItself = new Set(['retry', 'child'])

/** Whether only a person can move this run on. */
export function needsPerson(run: Pick<RunSummary, 'status' | 'waitingFor'>): boolean {
  return run.status === 'paused' || (run.status === 'waiting' && !waitsByItself.has(run.waitingFor ?? ''))
}

/** Whether a person has to do something about the task: for its run, or for one that work was handed to. */
function needsSomebody({ run, team }: Standing): boolean {
  return run !== null && (needsPerson(run) || (!isEnded(run.status) && Boolean(team?.asks)))
}

type Standing = Pick<Task, 'status' | 'run'> & Partial<Pick<Task, 'team'>>

/** The board's column: the task's own status, parted by what its runs do. */
export function columnOf(task: Standing): BoardColumn {
  if (task.status === 'backlog') return 'backlog'
  if (task.status === 'done' || task.status === 'cancelled') return 'done'
  if (needsSomebody(task)) return 'needs-you'
  if (task.status === 'review') return 'review'
  return 'working'
}

/** Whether it stands in the inbox: a run of it asks for something, or has a result to look at. */
export function waitsForPerson(task: Standing): boolean {
  const column = columnOf(task)
  return task.run !== null && (column === 'needs-you' || column === 'review')
}

/** A title from the first line of the instructions, cut at a word, at most 80 characters. */
export function titleFrom(instructions: string): string {
  const line = (instructions.trim().split('\n', 1)[0] ?? '').replace(/^#+\s*/, '').trim()
  if (line.length <= 80) return line || 'Untitled task'
  const cut = line.slice(0, 79)
  const space = cut.lastIndexOf(' ')
  return `${space > 40 ? cut.slice(0, space) : cut}…`
}

/**
 * Of two readings of a task the one whose run has gone further: an answer that was asked for early may come late, and
 * must not turn the clock back.
 */
export function furtherOf<T extends Pick<Task, 'status' | 'run'> & Partial<Pick<Task, 'team'>>>(
  known: T | undefined,
  come: T,
): T {
  const isStale = known?.run && come.run && known.run.id === come.run.id && come.run.seq < known.run.seq
  if (!isStale) return come
  const { status, run, team } = known
  return { ...come, status, run, ...(team === undefined ? {} : { team }) }
}

/** What the newest attempt has used: its run, and all that work was handed to. */
export function usageOf(task: Pick<Task, 'team'>, run: Pick<RunSummary, 'usage'>): RunSummary['usage'] {
  return task.team?.usage ?? run.usage
}
