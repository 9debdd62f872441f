/** What is known of the ledger without its schemas: counters before anything was counted, and the ways to cut it. Pure. */
import type { UsageRecord } from './schema'

export const noUsage: UsageRecord = {
  inputFresh: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  outputText: 0,
  reasoning: 0,
}

export const usageCuts = [
  'day',
  'agent',
  'member',
  'model',
  'provider',
  'task',
  'run',
  'step',
  'tool',
  'child',
  'skill',
] as const
