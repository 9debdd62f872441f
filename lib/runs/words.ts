/** What a run's status is called, in the words that the page shows. Pure. */
import { formatAgo, formatDuration } from '../shared/format'
import type { RunStatus, WaitingFor } from './events'
import { isEnded } from './rules'

/** After this long without a sign of life, the page says so instead of "working". */
export const quietMs = 60_000

export type StatusTone = 'running' | 'waiting' | 'succeeded' | 'failed' | 'idle'

export interface StatusInput {
  status: RunStatus
  waitingFor: WaitingFor | null
  lastEventAt: string
  stopping?: boolean
  queuePosition?: number | null
}

const waitingWords: Record<WaitingFor, string> = {
  approval: 'Waiting for your approval',
  answer: 'Waiting for your answer',
  child: 'Waiting for other agents',
  budget: 'Budget reached',
  credentials: 'Waiting for a key',
  model: 'Waiting for a model',
  retry: 'Trying again soon',
}

const statusNames: Record<Exclude<RunStatus, 'waiting'>, string> = {
  queued: 'Queued',
  running: 'Working',
  paused: 'Paused',
  succeeded: 'Finished',
  failed: 'Failed',
  stopped: 'Stopped',
}

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })

/** The status in a few words. */
export function statusWords(
  run: Pick<StatusInput, 'status' | 'waitingFor' | 'stopping' | 'queuePosition'>,
): string {
  if (run.stopping && !isEnded(run.status)) return 'Stopping'
  if (run.status === 'queued' && run.queuePosition) return `Queued, ${lineWords(run.queuePosition)}`
  if (run.status === 'waiting') return run.waitingFor ? waitingWords[run.waitingFor] : 'Waiting'
  return statusNames[run.status]
}

/** "3rd in line". */
function lineWords(place: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }[
    ordinals.select(place)
  ]
  return place === 1 ? 'next in line' : `${place}${ending} in line`
}

export function statusTone(run: Pick<StatusInput, 'status' | 'waitingFor'>): StatusTone {
  switch (run.status) {
    case 'running':
      return 'running'
    case 'waiting':
      return run.waitingFor === 'retry' || run.waitingFor === 'child' ? 'idle' : 'waiting'
    case 'succeeded':
      return 'succeeded'
    case 'failed':
      return 'failed'
    default:
      return 'idle'
  }
}

/** Whether a run that says it works has given no sign of life for too long. */
export function isQuiet(run: StatusInput, now: number): boolean {
  return run.status === 'running' && now - Date.parse(run.lastEventAt) > quietMs
}

/** When it last gave a sign of life: "4 s ago", "No sign of life for 2 min 10 s". Empty once it has ended. */
export function lifeWords(run: StatusInput, now: number): string {
  if (run.status !== 'running') return ''
  const silent = now - Date.parse(run.lastEventAt)
  if (silent > quietMs) return `no sign of life for ${formatDuration(silent)}`
  const ago = formatAgo(run.lastEventAt, now)
  return ago === 'now' ? 'just now' : `${ago} ago`
}

/** One line of Markdown as plain text, for cards and rows. */
export function plainLine(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`|]+|^#+\s*|(?<=\s)#+\s/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
