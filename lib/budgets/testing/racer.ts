/** A worker of the race on one budget tree: reserves, calls, settles, and breaks off between any two of these. */
import type { Database } from '../../db/client'
import { newId } from '../../shared/id'
import { fitTree } from '../fit'
import {
  BudgetExceeded,
  lockCounters,
  readLines,
  reserve,
  type Standing,
  settle,
  standingOf,
} from '../holds/repository'

/** Where a worker may break off: nothing after that point happens. */
export type Moment = 'reserved' | 'called' | 'settling'

export interface Race {
  db: Database
  runId: string
  calls: number
  /** A number from 0 up to 1, the same ones for the same seed. */
  random: () => number
  /** Throws, or ends the process, where the worker is to break off. */
  at(moment: Moment): void
}

/** All of them want the same rows: on a slow machine one waits long for its turn. */
const patience = { maxWait: 60_000, timeout: 60_000 }

/** A broken worker: what it held is its successor's to settle. */
export class Broken extends Error {}

/** Makes so many calls, each after settling what a predecessor of this worker has left behind. */
export async function raceOn({ db, runId, calls, random, at }: Race): Promise<void> {
  await settleLost(db, runId)
  const standing = await standingOf(db, { runId, agentId: null })
  for (let call = 0; call < calls; call += 1) {
    try {
      await makeCall({ db, runId, calls, random, at }, standing)
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      await settleLost(db, runId)
    }
  }
}

async function makeCall({ db, runId, random, at }: Race, standing: Standing): Promise<void> {
  const lines = await readLines(db, standing, runId, new Date())
  const call = {
    inputTokens: 100 + Math.floor(random() * 400),
    maxOutputTokens: 300 + Math.floor(random() * 700),
    priceOf: (tokens: { input: number; output: number }) => tokens.input * 2 + tokens.output * 8,
  }
  const fit = fitTree(call, lines)
  if (!fit.ok) return
  const callId = newId('call')
  const counterIds = lines.map(line => line.counterId)
  try {
    await db.$transaction(async tx => {
      await lockCounters(tx, [{ counterIds }])
      await reserve(tx, { callId, runId, counterIds, ...fit.reservation })
    }, patience)
  } catch (error) {
    if (error instanceof BudgetExceeded) return
    throw error
  }
  at('reserved')
  const output = Math.floor(random() * fit.maxOutputTokens)
  const spent = { micros: call.inputTokens * 2 + output * 8, tokens: call.inputTokens + output }
  // The provider charges from here on, whatever becomes of us.
  await db.$executeRaw`INSERT INTO race VALUES (${callId}, 'charged', ${spent.micros}, ${spent.tokens})`
  at('called')
  await db.$transaction(async tx => {
    await lockCounters(tx, [{ callIds: [callId] }])
    await settle(tx, callId, spent)
    await tx.$executeRaw`INSERT INTO race VALUES (${callId}, 'booked', ${spent.micros}, ${spent.tokens})`
    at('settling')
  }, patience)
}

/** What a worker does first that takes over a run. */
async function settleLost(db: Database, runId: string): Promise<void> {
  const holds = await db.budgetHold.findMany({ where: { runId } })
  for (const { callId, micros, tokens } of holds)
    await db.$transaction(async tx => {
      await lockCounters(tx, [{ callIds: [callId] }])
      await settle(tx, callId)
      await tx.$executeRaw`INSERT INTO race VALUES (${callId}, 'lost', ${micros}, ${tokens})`
    }, patience)
}

/** The same numbers for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
