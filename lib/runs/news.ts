/** The words that worker and web exchange over NOTIFY: which runs moved, which are watched, live frames. */
import { setTimeout } from 'node:timers/promises'
import { maxNoticeBytes, type Notice } from '../db/listen'
import { log } from '../shared/log'
import type { RunEvent } from './events'
import type { RunFrame } from './schema'

/** Runs whose log has grown: `workspaceId:runId:seq` joined by spaces, with the number of the last event. */
export const movedChannel = 'reef_moved'
/** The events themselves, sent with the commit for watched runs, as far as they fit: JSON array of one run's events. */
export const eventChannel = 'reef_event'
/** Runs that somebody watches: ids, or words of `sayNew`, joined by spaces. Repeated while the watching lasts. */
export const watchChannel = 'reef_watch'
/** Live frames: JSON `{ runId, frames }`. */
export const frameChannel = 'reef_frame'

/** Somebody has opened or left a run: `workspaceId:runId`. */
export const viewersChannel = 'reef_viewers'
/** A list of a workspace has changed: `workspaceId:list`. */
export const changedChannel = 'reef_changed'

/** How often a watcher repeats itself, and how long a worker believes it. */
export const watchEveryMs = 5_000
export const watchLastsMs = 12_000

/** Notices are gathered for this long, and for as long as the ones before are on their way. */
const windowMs = 8

/**
 * Tells the world that runs have moved: at once when it has been quiet, then once a window. One statement is under way
 * at a time: on a busy machine news grow fewer and larger instead of standing in line.
 */
export class NewsDesk {
  private readonly moved = new Map<string, number>()
  private frames: Notice[] = []
  private busy = false

  constructor(private readonly sendNotices: (notices: readonly Notice[]) => Promise<void>) {}

  /** `seq` is the last event of the run's log. */
  announce(workspaceId: string, runId: string, seq: number): void {
    this.moved.set(`${workspaceId}:${runId}`, seq)
    if (!this.busy) void this.send()
  }

  sendFrames(runId: string, frames: RunFrame[]): void {
    for (const payload of packFrames(runId, frames)) this.frames.push({ channel: frameChannel, payload })
    if (!this.busy) void this.send()
  }

  private async send(): Promise<void> {
    this.busy = true
    for (let notices = this.take(); notices.length > 0; notices = this.take()) {
      const window = setTimeout(windowMs)
      // A lost notice costs a second, not an event: readers also look by themselves.
      await this.sendNotices(notices).catch((error: unknown) => log.warn({ error }, 'notify failed'))
      await window
    }
    this.busy = false
  }

  private take(): Notice[] {
    const entries = [...this.moved].map(([run, seq]) => `${run}:${seq}`)
    const moves = joinWithin(entries, maxNoticeBytes).map(payload => ({ channel: movedChannel, payload }))
    const notices = [...this.frames, ...moves]
    this.moved.clear()
    this.frames = []
    return notices
  }
}

export interface Move {
  workspaceId: string
  runId: string
  /** Number of the last event that the notice speaks of. */
  seq: number
}

/** Reads what `announce` sent. */
export function readMoves(payload: string): Move[] {
  return payload.split(' ').map(word => {
    const [workspaceId = '', runId = '', seq = ''] = word.split(':')
    return { workspaceId, runId, seq: Number(seq) }
  })
}

const newMark = '+'

/** The word for a run that somebody has begun to watch just now: who comes late wants the text so far. */
export function sayNew(runId: string): string {
  return newMark + runId
}

/** Reads what a hub announced. */
export function readWatch(payload: string): { runId: string; isNew: boolean }[] {
  return payload
    .split(' ')
    .map(word => ({ runId: word.replace(newMark, ''), isNew: word.startsWith(newMark) }))
}

/** Joins words by spaces into payloads of at most `limit` bytes. */
export function joinWithin(words: readonly string[], limit: number): string[] {
  const payloads: string[] = []
  let current = ''
  for (const word of words) {
    if (current && current.length + word.length + 1 > limit) {
      payloads.push(current)
      current = ''
    }
    current = current ? `${current} ${word}` : word
  }
  return current ? [...payloads, current] : payloads
}

/** Packs a run's events into notices, up to the first that is too large for one: from there on they have to be read. */
export function packEvents(events: readonly RunEvent[]): string[] {
  const payloads: string[] = []
  let current: string[] = []
  let bytes = 0
  for (const event of events) {
    const text = JSON.stringify(event)
    const more = Buffer.byteLength(text) + 2
    if (more > maxNoticeBytes) break
    if (bytes + more > maxNoticeBytes) {
      payloads.push(`[${current.join(',')}]`)
      current = []
      bytes = 0
    }
    current.push(text)
    bytes += more
  }
  return current.length > 0 ? [...payloads, `[${current.join(',')}]`] : payloads
}

/** Characters of one frame that surely fit into a notice, whatever JSON and UTF-8 make of them. */
const frameCharacters = 1_200

function packFrames(runId: string, frames: RunFrame[]): string[] {
  const pieces = frames.flatMap(splitFrame)
  return pieces.map(frame => JSON.stringify({ runId, frames: [frame] }))
}

function splitFrame(frame: RunFrame): RunFrame[] {
  if (frame.text.length <= frameCharacters) return [frame]
  const pieces: RunFrame[] = []
  for (let start = 0; start < frame.text.length; start += frameCharacters) {
    const text = frame.text.slice(start, start + frameCharacters)
    const { reset, ...rest } = frame
    pieces.push(start === 0 && reset ? { ...rest, text, reset } : { ...rest, text })
  }
  return pieces
}
