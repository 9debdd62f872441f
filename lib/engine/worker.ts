/** The worker process: takes runs that want one, works on them, and takes over from workers that died. */
import { hostname } from 'node:os'
import { fillBatches } from '../batches/fill-batches'
import { budgetsChangedChannel } from '../budgets/news'
import { openDatabase, setDatabase } from '../db/client'
import { type Listener, notify, openListener } from '../db/listen'
import { startFreedTasks } from '../dependencies/start-freed'
import { env } from '../env'
import { providersChangedChannel } from '../providers/news'
import { openRunQueue } from '../queue/run-queue'
import { setRunQueue } from '../queue/sender'
import { movedChannel, NewsDesk, readMoves, watchChannel } from '../runs/news'
import { resumeAfterStart } from '../runs/resume-after-start'
import { fireDueSchedules } from '../schedules/fire-due'
import { newId } from '../shared/id'
import { log } from '../shared/log'
import { reefVersion } from '../shared/version'
import { switchesChangedChannel } from '../switches/news'
import { Postman } from '../webhooks/postman'
import { openRealServices } from './real-services'
import { RunPool } from './run-pool'
import { SwitchBoard } from './switch-board'
import type { Techniques } from './techniques'
import { tendTrees } from './tend-trees'
import type { Tool } from './tools/tool'
import { Watched } from './watched'
import { beginPulse, registerWorker, sweepDeadWorkers, sweepLostWakeUps } from './workers/repository'

/** Runs that one worker carries at once; model calls wait, so many fit into one process. */
const defaultSlots = 250
const sweepEveryMs = 500
/** Free slots are filled at once when a run comes or goes; this finds what nobody was told of. */
const lookInLineEveryMs = 1_000
/** Wake-ups are seldom lost, and looking for them asks more of the database. */
const sweepLostEveryMs = 5_000
/** How often a worker looks for work that starts by itself. */
const startEveryMs = 1_000
const deliverEveryMs = 1_000
const connections = 8

export interface WorkerOptions {
  slots?: number
  /** Several workers in one process (tests) share the process's client. */
  keepDatabase?: boolean
  /** Tools beside the built-in ones, for runs whose recipe names them. */
  tools?: readonly Tool[]
  /** Ways to send less, for measuring what each saves; all when left out. */
  techniques?: Techniques
  /** How long a person has to decide about a call, milliseconds; a day when left out. */
  approvalMs?: number
  /** Milliseconds of a model's silence to bear, instead of what its vendor needs. */
  silence?: { firstMs: number; idleMs: number }
}

/** Starts a worker on a database. Returns how to stop it. */
export async function startWorker(
  connectionString: string,
  options: WorkerOptions = {},
): Promise<{ stop(): Promise<void> }> {
  const { slots = env().workerSlots ?? defaultSlots } = options
  const workerId = newId('worker')
  const db = openDatabase(connectionString, connections)
  if (!options.keepDatabase) setDatabase(db)
  const queue = await openRunQueue(connectionString, 'worker')
  if (!options.keepDatabase) setRunQueue(queue)
  const watched = new Watched()
  let listener: Listener | undefined
  // News go by the connection that listens: in the pool they would wait behind the commits of every other run.
  const news = new NewsDesk(
    async notices => await (listener ? listener.notify(notices) : notify(db, notices)),
  )
  const budgetNews = { version: 1 }
  const switches = new SwitchBoard(db, () => pool.halt())
  const services = await openRealServices({
    workerId,
    budgetNews,
    switches,
    db,
    queue,
    news,
    isWatched: runId => watched.has(runId),
    ...(options.tools ? { tools: options.tools } : {}),
    ...(options.techniques ? { techniques: options.techniques } : {}),
    ...(options.approvalMs ? { approvalMs: options.approvalMs } : {}),
    silence: options.silence,
  })
  const pool = new RunPool(services, slots)
  const worker = { id: workerId, host: hostname(), pid: process.pid, version: reefVersion, slots }
  // Without its lock the worker counts as dead: others may take its runs, so it lets go of them.
  const lose = (): void => {
    log.warn({ workerId }, 'the connection with the lock is lost; letting go of every run')
    pool.abandonAll()
  }
  listener = await openListener({
    connectionString,
    channels: [
      movedChannel,
      watchChannel,
      providersChangedChannel,
      budgetsChangedChannel,
      switchesChangedChannel,
    ],
    onNotice: (channel, payload) => {
      if (channel === providersChangedChannel) services.forgetProviders(payload)
      else if (channel === budgetsChangedChannel) budgetNews.version += 1
      else if (channel === switchesChangedChannel) void switches.refresh()
      else onNotice(channel, payload, pool, watched)
    },
    onConnect: async client => {
      budgetNews.version += 1
      await switches.refresh()
      await registerWorker(client, worker)
      beginPulse(client, lose)
    },
    onLost: lose,
  })
  await queue.serve(runId => pool.take(runId))
  const postman = new Postman(db)
  const sweeps = [
    startSweep(sweepEveryMs, () => sweepDeadWorkers(db, workerId, queue)),
    // Once it has its lock again it lives to the others, so nobody else looks after what it let go.
    startSweep(sweepEveryMs, async () => listener?.client() && (await pool.giveBackLost())),
    startSweep(lookInLineEveryMs, () => pool.fill()),
    startSweep(sweepLostEveryMs, () => sweepLostWakeUps(db, queue)),
    startSweep(deliverEveryMs, () => postman.round()),
    startSweep(sweepLostEveryMs, () => tendTrees(db, queue)),
    startSweep(startEveryMs, startByItself),
  ]
  log.info({ workerId, slots }, 'worker ready')
  void resumeAfterStart().catch((error: unknown) => log.warn({ error }, 'held runs were not looked at'))
  return { stop: () => stopWorker({ sweeps, postman, pool, listener, queue, services, db, workerId }) }
}

function onNotice(channel: string, payload: string, pool: RunPool, watched: Watched): void {
  if (channel === watchChannel) {
    for (const runId of watched.add(payload)) pool.replayDraft(runId)
    return
  }
  void pool.news(readMoves(payload))
}

/** Every worker looks; locks on the rows give each piece of work to one of them. */
async function startByItself(): Promise<void> {
  await fireDueSchedules()
  await startFreedTasks()
  await fillBatches()
}

function startSweep(everyMs: number, work: () => Promise<unknown>): { stop(): void } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const loop = async (): Promise<void> => {
    await work().catch((error: unknown) => log.warn({ error }, 'sweep failed'))
    if (!stopped) timer = setTimeout(() => void loop(), everyMs)
  }
  void loop()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

interface Parts {
  sweeps: { stop(): void }[]
  postman: Postman
  pool: RunPool
  listener: Listener
  queue: Awaited<ReturnType<typeof openRunQueue>>
  services: Awaited<ReturnType<typeof openRealServices>>
  db: ReturnType<typeof openDatabase>
  workerId: string
}

/** Hands every run back at its next boundary, then lets go of the lock; another worker goes on at once. */
async function stopWorker(parts: Parts): Promise<void> {
  for (const sweep of parts.sweeps) sweep.stop()
  await parts.queue.stopServing()
  await parts.postman.stop()
  await parts.pool.drain()
  await parts.queue.close()
  await parts.listener.close()
  await parts.services.sandbox.close()
  await parts.db.$disconnect()
}
