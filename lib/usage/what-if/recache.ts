/** What the calls of a run would have read from a cache of another life, judged by the gaps between them. Pure. */
import type { CacheFacts } from '../../runs/cache-facts'
import type { UsageRecord } from '../schema'
import { inputOf, type StoredCall } from './rules'

export interface CacheRules {
  /** Milliseconds without a use after which a prefix is gone; null for never within a run, 0 for no cache at all. */
  lifeMs: number | null
  /** Tokens from which a prefix is cached, and the whole blocks in which it is read. */
  minimum: number
  block: number
  /** What is not read is charged as written for so long; `none` where writing costs nothing. */
  write: '5m' | '1h' | 'none'
}

export const noCache: CacheRules = { lifeMs: 0, minimum: 0, block: 1, write: 'none' }

/** Rules of a vendor as it keeps prefixes by itself. Where nobody says that it caches, it does not. */
export function rulesOf({ minimum, block, lastsMs, write, read }: CacheFacts): CacheRules {
  if (read >= 1) return noCache
  return { lifeMs: lastsMs, minimum: minimum ?? 0, block, write: write > 1 ? '5m' : 'none' }
}

export interface RecachedCall {
  usage: UsageRecord
  /** It comes after another call of its conversation and could have read what that one sent. */
  couldRead: boolean
}

/**
 * The same calls, in order of being sent, under other rules. Totals of tokens stay. The first call of a conversation
 * keeps what it read: that was left by others. A later one that came while its own cache was alive had its prefix or
 * had it not, so that it reads what it read; one that came too late for its own cache, or whose vendor kept none,
 * reads what the call before it sent, unless its request is shorter, which says that it was told anew.
 * Calls beside the conversation are left as they are, but read nothing without a cache.
 */
export function recache(
  calls: readonly StoredCall[],
  rulesFor: (call: StoredCall) => CacheRules | null,
  ownRulesFor: (call: StoredCall) => CacheRules,
): RecachedCall[] {
  const before = new Map<string, StoredCall>()
  const cached = cachingConversations(calls)
  return calls.map(call => {
    const key = conversationOf(call)
    const last = call.isStep ? before.get(key) : undefined
    const input = inputOf(call.usage)
    if (call.isStep && input > 0) before.set(key, call)
    const couldRead = last !== undefined && input > 0
    const rules = rulesFor(call)
    if (rules === null || (!call.isStep && rules.lifeMs !== 0)) return { usage: call.usage, couldRead }
    const isCaching = cached.has(key)
    const read = readUnder(rules, ownRulesFor(call), call, last, isCaching)
    return { usage: split(call.usage, read, rules, isCaching), couldRead }
  })
}

function conversationOf({ runId, vendor, model }: StoredCall): string {
  return `${runId} ${vendor} ${model}`
}

/** Conversations of which anything was ever read or written: their misses say something. */
function cachingConversations(calls: readonly StoredCall[]): Set<string> {
  const active = calls.filter(({ usage }) => usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h > 0)
  return new Set(active.map(conversationOf))
}

function readUnder(
  rules: CacheRules,
  own: CacheRules,
  call: StoredCall,
  last: StoredCall | undefined,
  isCaching: boolean,
): number {
  const { cacheRead } = call.usage
  if (rules.lifeMs === 0) return 0
  if (!last) return cacheRead
  const gap = call.sentAt - last.sentAt
  const ownLife = last.usage.cacheWrite1h > 0 ? hourMs : own.lifeMs
  if (isCaching && ownLife === rules.lifeMs) return cacheRead
  // What outlived its promised life would not have been lost with a longer one.
  if (!isAlive(gap, rules.lifeMs)) return isCaching && isLonger(rules.lifeMs, ownLife) ? cacheRead : 0
  if (isCaching && isAlive(gap, ownLife)) return cacheRead
  return Math.max(cacheRead, prefixOf(last, call, rules))
}

const hourMs = 3_600_000

function isAlive(gap: number, lifeMs: number | null): boolean {
  return lifeMs === null || gap < lifeMs
}

function isLonger(lifeMs: number | null, other: number | null): boolean {
  return other !== null && (lifeMs === null || lifeMs > other)
}

function prefixOf(last: StoredCall, call: StoredCall, { minimum, block }: CacheRules): number {
  const sent = inputOf(last.usage)
  if (sent < minimum || inputOf(call.usage) < sent) return 0
  return Math.floor(sent / block) * block
}

/**
 * What is not read is written or fresh, as the rules charge it. Where the conversation was cached, what was fresh beside
 * a write stays fresh; where it was not, all of it would have been written.
 */
function split(
  usage: UsageRecord,
  read: number,
  { write, minimum }: CacheRules,
  isCaching: boolean,
): UsageRecord {
  const rest = inputOf(usage) - read
  const unwritten = { ...usage, inputFresh: rest, cacheRead: read, cacheWrite5m: 0, cacheWrite1h: 0 }
  if (write === 'none' || inputOf(usage) < minimum) return unwritten
  const inputFresh = isCaching ? Math.min(usage.inputFresh, rest) : 0
  return { ...unwritten, inputFresh, [write === '1h' ? 'cacheWrite1h' : 'cacheWrite5m']: rest - inputFresh }
}
