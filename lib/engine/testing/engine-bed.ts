/** A bed for tests of the engine: a real database, a real worker, a real model server, and an owner who assigns tasks. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Actor } from '../../accounts/actor'
import { createOwner } from '../../accounts/create-owner'
import { type Database, openDatabase, setDatabase } from '../../db/client'
import { createTestDatabase, type TestDatabase } from '../../db/testing'
import { inTransaction } from '../../db/transaction'
import { forgetEnvironment } from '../../env'
import { openRunQueue } from '../../queue/run-queue'
import { setRunQueue } from '../../queue/sender'
import type { RunEvent, RunStatus } from '../../runs/events'
import { loadRunState, readEvents } from '../../runs/log/repository'
import { isEnded } from '../../runs/rules'
import type { RunState } from '../../runs/run-state'
import { createTask } from '../../tasks/create-task'
import { createTaskInput } from '../../tasks/schema'
import { startWorker, type WorkerOptions } from '../worker'
import { type ModelServer, startModelServer } from './model-server'

export interface EngineBed {
  db: Database
  url: string
  actor: Actor
  server: ModelServer
  startWorker(options?: Omit<WorkerOptions, 'keepDatabase'>): Promise<{ stop(): Promise<void> }>
  /** Stops every worker that is left, as a person stops them. */
  stopWorkers(): Promise<void>
  /** Assigns a task; returns the id of its first run. */
  assign(instructions: string, more?: object): Promise<string>
  /** Waits until the run's state is as wanted. */
  until(runId: string, wanted: (state: RunState) => boolean, patienceMs?: number): Promise<RunState>
  ended(runId: string): Promise<RunState>
  events(runId: string): Promise<RunEvent[]>
  close(): Promise<void>
}

/**
 * Opens the bed, on a database of its own unless one is given. The environment names the model server, unless
 * `withModel` is false and nothing is connected.
 */
export async function openEngineBed(given?: TestDatabase, withModel = true): Promise<EngineBed> {
  const database = given ?? (await createTestDatabase())
  const server = await startModelServer(() => ({ reply: { text: 'Done.' } }))
  process.env.REEF_HOME = mkdtempSync(join(tmpdir(), 'reef-bed-'))
  process.env.REEF_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64')
  process.env.DATABASE_URL = database.url
  if (withModel) {
    process.env.OPENAI_API_KEY = 'test-key-of-the-bed'
    process.env.OPENAI_BASE_URL = `${server.url}/v1`
    process.env.REEF_MODEL = 'openai:test-model'
  }
  forgetEnvironment()
  const db = openDatabase(database.url, 6)
  setDatabase(db)
  const queue = await openRunQueue(database.url, 'sender')
  setRunQueue(queue)
  const owner = await inTransaction(tx =>
    createOwner(tx, { name: 'Ada', email: 'ada@example.com', workspaceName: 'Reef' }),
  )
  const { userId, workspaceId, memberId } = owner
  const actor: Actor = { kind: 'person', id: userId, name: 'Ada', workspaceId, memberId, role: 'owner' }
  const workers: { stop(): Promise<void> }[] = []
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map(worker => worker.stop()))
  }

  const until: EngineBed['until'] = async (runId, wanted, patienceMs = 45_000) => {
    const deadline = Date.now() + patienceMs
    for (;;) {
      const state = await loadRunState(db, runId)
      if (state && wanted(state)) return state
      if (Date.now() > deadline)
        throw new Error(`Waited in vain; the run is ${JSON.stringify(state, null, 1)}`)
      await new Promise(resolve => setTimeout(resolve, 15))
    }
  }
  return {
    db,
    url: database.url,
    actor,
    server,
    async startWorker(options = {}) {
      const worker = await startWorker(database.url, { ...options, keepDatabase: true })
      const entry = {
        stop: async () => {
          const index = workers.indexOf(entry)
          if (index >= 0) workers.splice(index, 1)
          await worker.stop()
        },
      }
      workers.push(entry)
      return entry
    },
    async assign(instructions, more = {}) {
      const { run } = await createTask(actor, createTaskInput.parse({ instructions, ...more }))
      if (!run) throw new Error('no run')
      return run.id
    },
    stopWorkers,
    until,
    ended: runId => until(runId, state => isEnded(state.status as RunStatus)),
    events: runId => readEvents(db, runId, 0),
    async close() {
      await stopWorkers()
      await queue.close()
      await db.$disconnect()
      await server.close()
      await database.drop()
    },
  }
}
