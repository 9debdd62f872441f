/** Counters before anything was counted, without the schemas. Pure. */
import type { UsageRecord } from './schema'

export const noUsage: UsageRecord = {
  inputFresh: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  outputText: 0,
  reasoning: 0,
}
