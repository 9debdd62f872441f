/** A lost cache in words: what changed, and what to do about it where something can be done. Pure. */
import { formatDuration } from '../shared/format'
import type { BustCause } from './bust-cause'
import type { CacheBust } from './cache-history'

const titles: Record<BustCause, string> = {
  tools: 'The list of tools changed',
  instructions: 'The instructions changed',
  skills: 'The list of skills or agents changed',
  clock: 'A time was written into the start of the request',
  edit: 'An earlier message changed',
  compaction: 'The context was told shorter',
  model: 'Another model took over',
  fork: 'The run was forked from another',
  takeover: 'A worker took over that builds requests otherwise',
  lifetime: 'The provider’s cache had run out',
  provider: 'The provider had dropped it',
}

/** A few words for a list. */
export function bustTitle({ cause }: Pick<CacheBust, 'cause'>): string {
  return titles[cause]
}

/** Two or three sentences that explain it. */
export function bustText({ cause, gapMs, lastsMs }: CacheBust): string {
  switch (cause) {
    case 'tools':
      return 'Tools stand first in every request, so everything behind them had to be read anew.'
    case 'instructions':
      return 'Instructions stand before the conversation, so all of it had to be read anew.'
    case 'skills':
      return 'One line for each skill and agent stands in the instructions, before the conversation.'
    case 'clock':
      return 'Nothing but a time differs. Times belong at the end of a request.'
    case 'edit':
      return 'Everything from that message on had to be read anew.'
    case 'compaction':
      return 'What was left out or summed up had been in the cache. The card of the compaction shows what it saves.'
    case 'model':
      return 'Each model has a cache of its own, so the new one read the conversation for the first time.'
    case 'fork':
      return 'The copied beginning is not what the provider had been sent before.'
    case 'takeover':
      return 'Most often this is another version of Reef, with other words in its tools.'
    case 'lifetime':
      return `${sinceLast(gapMs)}${lastsMs === null ? '' : ` The provider keeps an entry for ${formatDuration(lastsMs)} after its last use.`}`
    case 'provider':
      return `The request began exactly like the last one. ${sinceLast(gapMs)} The provider may have moved it to another machine or needed the room.`
  }
}

function sinceLast(gapMs: number | null): string {
  return gapMs === null ? '' : `${formatDuration(gapMs)} had passed since the last call.`
}
