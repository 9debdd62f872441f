/** Whether work can be done: the database answers and at least one worker lives. */
import { getDatabase } from '../db/client'
import { reefVersion } from '../shared/version'
import { countLiveWorkers } from './workers/repository'

export interface Health {
  status: 'ok' | 'degraded'
  version: string
  database: boolean
  workers: number
}

/** 200 with the facts when work can be done, else the same facts with 503. */
export async function readHealth(): Promise<Health | Response> {
  const workers = await countLiveWorkers(getDatabase()).catch(() => null)
  const health: Health = {
    status: workers === null || workers === 0 ? 'degraded' : 'ok',
    version: reefVersion,
    database: workers !== null,
    workers: workers ?? 0,
  }
  return health.status === 'ok'
    ? health
    : Response.json(health, { status: 503, headers: { 'cache-control': 'no-store' } })
}
