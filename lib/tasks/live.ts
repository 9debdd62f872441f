/** The workspace's stream: whenever a task or its newest run moves, the lists in the cache move with it. */
import type { QueryClient } from '@tanstack/react-query'
import { followStream, type StreamStatus } from '../http/follow-stream'
import { runTreeKey } from '../runs/queries'
import type { RunList, RunSummary, RunTree } from '../runs/schema'
import { taskListKey } from './queries'
import { furtherOf } from './rules'
import type { Task, TaskDetail, TaskList } from './schema'

interface FollowTasksOptions {
  client: QueryClient
  onStatus: (status: StreamStatus) => void
  signal: AbortSignal
}

/** Follows the workspace. After a break the lists are asked for again, since the stream keeps no past. */
export function followTasks({ client, onStatus, signal }: FollowTasksOptions): Promise<void> {
  let connections = 0
  return followStream({
    path: () => '/live',
    onMessage: message => {
      if (message.event === 'task') void placeMessage(client, message.data)
      else if (message.event === 'part') void placePart(client, message.data)
      return undefined
    },
    onStatus: status => {
      if (status === 'live') {
        connections += 1
        if (connections > 1) refreshLists(client)
      }
      onStatus(status)
    },
    signal,
  })
}

/** The schema is loaded with the first message: a page on which nothing moves needs none. */
async function placeMessage(client: QueryClient, data: string): Promise<void> {
  const { task } = await import('./schema')
  placeTask(client, task.parse(JSON.parse(data)))
}

async function placePart(client: QueryClient, data: string): Promise<void> {
  const { runSummary } = await import('../runs/schema')
  placeInTrees(client, runSummary.parse(JSON.parse(data)))
}

/** Puts a run into every tree that it belongs to. */
function placeInTrees(client: QueryClient, run: RunSummary): void {
  for (const [key, tree] of client.getQueriesData<RunTree>({ queryKey: runTreeKey }))
    if (tree && tree.taskId === run.taskId && tree.attempt === run.attempt)
      client.setQueryData(key, { ...tree, runs: withRunIn(tree.runs, run) })
}

function withRunIn(runs: readonly RunSummary[], run: RunSummary): RunSummary[] {
  const index = runs.findIndex(each => each.id === run.id)
  if (index < 0) return [...runs, run]
  return (runs[index]?.seq ?? 0) > run.seq ? [...runs] : runs.with(index, run)
}

function refreshLists(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['tasks'] })
  void client.invalidateQueries({ queryKey: ['runs', 'list'] })
  void client.invalidateQueries({ queryKey: runTreeKey })
}

/** Puts a task into every list and detail that shows it. */
export function placeTask(client: QueryClient, moved: Task): void {
  for (const [key, list] of client.getQueriesData<TaskList>({ queryKey: taskListKey })) {
    if (!list) continue
    const isWhole = Object.keys((key[2] ?? {}) as object).every(name => name === 'limit')
    const next = withTask(list, moved, isWhole)
    if (next) client.setQueryData(key, next)
    else void client.invalidateQueries({ queryKey: key })
  }
  client.setQueryData<TaskDetail>(['tasks', 'detail', moved.id], detail => detail && withRun(detail, moved))
  placeRun(client, moved)
  if (moved.run) placeInTrees(client, moved.run)
}

/** The list with the task in its place; null when only the server can say whether it belongs here. */
export function withTask(list: TaskList, moved: Task, isWhole: boolean): TaskList | null {
  const index = list.tasks.findIndex(each => each.id === moved.id)
  if (index >= 0) return { ...list, tasks: list.tasks.with(index, furtherOf(list.tasks[index], moved)) }
  return isWhole ? { ...list, tasks: [moved, ...list.tasks] } : null
}

function withRun(detail: TaskDetail, moved: Task): TaskDetail {
  const { run } = moved
  if (!run) return { ...detail, ...moved }
  const index = detail.runs.findIndex(each => each.id === run.id)
  const runs = index >= 0 ? detail.runs.with(index, run) : [run, ...detail.runs]
  return { ...detail, ...moved, runs }
}

function placeRun(client: QueryClient, { run, title }: Task): void {
  if (!run) return
  for (const [key, list] of client.getQueriesData<RunList>({ queryKey: ['runs', 'list'] })) {
    if (!list) continue
    const index = list.runs.findIndex(each => each.id === run.id)
    if (index >= 0)
      client.setQueryData(key, { ...list, runs: list.runs.with(index, { ...run, taskTitle: title }) })
    else void client.invalidateQueries({ queryKey: key })
  }
}
