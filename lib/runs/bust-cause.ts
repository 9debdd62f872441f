/** Names what made a request begin otherwise than the last one, or what made the provider forget it. Pure. */
import type { EventData } from './events'
import { steady } from './moves'

/** Why a call did not read what the one before it had left in the cache. */
export const bustCauses = [
  'tools',
  'instructions',
  'skills',
  'clock',
  'edit',
  'compaction',
  'model',
  'fork',
  'takeover',
  'lifetime',
  'provider',
] as const
export type BustCause = (typeof bustCauses)[number]

type Broken = EventData<'prefix-broken'>

/** `broken`: the log's own word that the request changed; without it the provider has lost what was sent. */
export function bustCause(
  broken: Broken | undefined,
  gapMs: number | null,
  lastsMs: number | null,
): BustCause {
  if (broken) return broken.cause ?? differenceOf(broken)
  return gapMs !== null && lastsMs !== null && gapMs >= lastsMs ? 'lifetime' : 'provider'
}

function differenceOf({ message, part, was, is }: Broken): BustCause {
  if (isClock(was, is)) return 'clock'
  if (message >= 0) return 'edit'
  if (part === 'tools') return 'tools'
  return isListed(was) || isListed(is) ? 'skills' : 'instructions'
}

/** Nothing but times, durations and the like differs in what is shown of both. */
function isClock(was: string, is: string): boolean {
  return was !== is && was !== '' && begins(steady(was), steady(is))
}

/** Excerpts end at the same number of characters, so a time that has become longer pushes the end out. */
function begins(was: string, is: string): boolean {
  const length = Math.min(was.length, is.length)
  return length > 0 && /<(time|duration)>/.test(was) && was.slice(0, length) === is.slice(0, length)
}

/** A line of the lists of skills and agents, as instructions carry them. */
function isListed(text: string): boolean {
  return /(^|\n)- [^\n]*: /.test(text) || /Skills \(open one|Agents you can hand/.test(text)
}
