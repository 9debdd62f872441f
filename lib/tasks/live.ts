/** The workspace's stream: whenever a task or its newest run moves, the lists in the cache move with it. */
import type { QueryClient } from '@tanstack/react-query'
import { approvalsKey } from '../approvals/queries'
import { followStream, type StreamStatus } from '../http/follow-stream'
import { inboxKey, placeInInbox } from '../inbox/queries'
import { viewersKey } from '../presence/queries'
import { runTreeKey } from '../runs/queries'
import type { RunList, RunSummary, RunTree } from '../runs/schema'
import { type ChangedList, changedLists } from '../workspaces/changed-lists'
import { taskListKey } from './queries'
import { furtherOf } from './rules'
import type { Task, TaskDetail, TaskList } from './schema'

interface FollowTasksOptions {
  client: QueryClient
  onStatus: (status: StreamStatus) => void
  /** Whether to go on while nobody looks at the page. */
  stayAwake?: () => boolean
  signal: AbortSignal
}

/** Follows the workspace. After a break the lists are asked for again, since the stream keeps no past. */
export function followTasks({ client, onStatus, stayAwake, signal }: FollowTasksOptions): Promise<void> {
  let connections = 0
  const inbox = createInbox(client)
  return followStream({
    path: () => '/live',
    onMessage: message => {
      if (message.event === 'task') inbox(message.data)
      else if (message.event === 'viewers') refreshViewers(client, message.data)
      else if (message.event === 'part') placePart(client, JSON.parse(message.data) as RunSummary)
      else if (message.event === 'changed') refreshChanged(client, message.data)
      return undefined
    },
    onStatus: status => {
      if (status === 'live') {
        connections += 1
        if (connections > 1) refreshLists(client)
        refreshTold(client)
      }
      onStatus(status)
    },
    ...(stayAwake ? { stayAwake } : {}),
    signal,
  })
}

/**
 * Twenty runs at work move twenty tasks at a time: what came together is placed together. Our own server has made these
 * tasks by their schema; to load that here and check them again would cost more than showing them.
 */
function createInbox(client: QueryClient): (data: string) => void {
  let waiting: Task[] = []
  const place = (): void => {
    const moved = waiting
    waiting = []
    placeTasks(client, moved)
  }
  return data => {
    waiting.push(JSON.parse(data) as Task)
    if (waiting.length === 1) setTimeout(place)
  }
}

/** A run below another has moved: in its tree, and perhaps it asks for something, or asks no more. */
function placePart(client: QueryClient, run: RunSummary): void {
  placeInTrees(client, [run])
  void client.invalidateQueries({ queryKey: approvalsKey })
}

/** Puts runs into the trees that they belong to. */
function placeInTrees(client: QueryClient, moved: readonly RunSummary[]): void {
  for (const [key, tree] of client.getQueriesData<RunTree>({ queryKey: runTreeKey })) {
    const mine = moved.filter(run => run.taskId === tree?.taskId && run.attempt === tree.attempt)
    if (tree && mine.length > 0)
      client.setQueryData(key, { ...tree, runs: mine.reduce(withRunIn, tree.runs) })
  }
}

/** A reading that was asked for early may come late: the further one stays. */
function withRunIn(runs: RunSummary[], run: RunSummary): RunSummary[] {
  const index = runs.findIndex(each => each.id === run.id)
  if (index < 0) return [...runs, run]
  return (runs[index]?.seq ?? 0) > run.seq ? runs : runs.with(index, run)
}

function refreshLists(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['tasks'] })
  void client.invalidateQueries({ queryKey: ['runs', 'list'] })
  void client.invalidateQueries({ queryKey: inboxKey })
  void client.invalidateQueries({ queryKey: runTreeKey })
}

/** What is read only where it is shown, and told of only while the stream is open. */
function refreshTold(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: approvalsKey })
  for (const what of changedLists) void client.invalidateQueries({ queryKey: [what] })
}

function refreshChanged(client: QueryClient, data: string): void {
  const { what } = JSON.parse(data) as { what: ChangedList }
  void client.invalidateQueries({ queryKey: [what] })
}

/** Rows of a batch move often, and each reading of its table is the whole of it. */
const batchPauseMs = 1_000
const batchesMoved = new WeakSet<QueryClient>()

function refreshBatches(client: QueryClient, moved: readonly Task[]): void {
  if (batchesMoved.has(client) || moved.every(task => task.batchId === null)) return
  batchesMoved.add(client)
  setTimeout(() => {
    batchesMoved.delete(client)
    void client.invalidateQueries({ queryKey: ['batches'] })
  }, batchPauseMs)
}

/** Asked only by the page that shows the run. */
function refreshViewers(client: QueryClient, data: string): void {
  const { runId } = JSON.parse(data) as { runId: string }
  void client.invalidateQueries({ queryKey: viewersKey(runId) })
}

/** Puts a task into every list and detail that shows it. */
export function placeTask(client: QueryClient, moved: Task): void {
  placeTasks(client, [moved])
}

/** Puts tasks into every list and detail that shows them: each list is made anew once, however many have moved. */
function placeTasks(client: QueryClient, moved: readonly Task[]): void {
  for (const [key, list] of client.getQueriesData<TaskList>({ queryKey: taskListKey })) {
    if (!list) continue
    const isWhole = Object.keys((key[2] ?? {}) as object).every(name => name === 'limit')
    const next = withTasks(list, moved, isWhole)
    if (next) client.setQueryData(key, next)
    else void client.invalidateQueries({ queryKey: key })
  }
  for (const task of moved)
    client.setQueryData<TaskDetail>(['tasks', 'detail', task.id], detail => detail && withRun(detail, task))
  placeRuns(client, moved)
  refreshBatches(client, moved)
  for (const task of moved) placeInInbox(client, task)
  placeInTrees(
    client,
    moved.flatMap(({ run }) => run ?? []),
  )
}

/** The list with the tasks in their places; null when only the server can say whether one of them belongs here. */
export function withTasks(list: TaskList, moved: readonly Task[], isWhole: boolean): TaskList | null {
  const byId = new Map(moved.map(task => [task.id, task]))
  const tasks = list.tasks.map(known => {
    const come = byId.get(known.id)
    byId.delete(known.id)
    return come ? furtherOf(known, come) : known
  })
  if (byId.size > 0 && !isWhole) return null
  return { ...list, tasks: [...[...byId.values()].reverse(), ...tasks] }
}

function withRun(detail: TaskDetail, moved: Task): TaskDetail {
  const { run } = moved
  if (!run) return { ...detail, ...moved }
  const index = detail.runs.findIndex(each => each.id === run.id)
  const runs = index >= 0 ? detail.runs.with(index, run) : [run, ...detail.runs]
  return { ...detail, ...moved, runs }
}

function placeRuns(client: QueryClient, moved: readonly Task[]): void {
  const come = new Map(
    moved.flatMap(({ run, title }) => (run ? [[run.id, { ...run, taskTitle: title }]] : [])),
  )
  for (const [key, list] of client.getQueriesData<RunList>({ queryKey: ['runs', 'list'] })) {
    if (!list) continue
    const known = new Set(list.runs.map(run => run.id))
    if ([...come.keys()].every(id => known.has(id)))
      client.setQueryData(key, { ...list, runs: list.runs.map(run => come.get(run.id) ?? run) })
    else void client.invalidateQueries({ queryKey: key })
  }
}
