/** The words that worker and web exchange over NOTIFY: which runs moved, which are watched, live frames. */
import type { Connection } from '../db/client'
import { maxNoticeBytes, notify } from '../db/listen'
import { log } from '../shared/log'
import type { RunFrame } from './schema'

/** Runs whose log has grown: `workspaceId:runId:seq` joined by spaces, with the number of the last event. */
export const movedChannel = 'reef_moved'
/** Runs that somebody watches: run ids joined by spaces. Repeated while the watching lasts. */
export const watchChannel = 'reef_watch'
/** Live frames: JSON `{ runId, frames }`. */
export const frameChannel = 'reef_frame'

/** Somebody has opened or left a run: `workspaceId:runId`. */
export const viewersChannel = 'reef_viewers'

/** How often a watcher repeats itself, and how long a worker believes it. */
export const watchEveryMs = 5_000
export const watchLastsMs = 12_000

/** Notices are gathered for this long: one NOTIFY per process and window, whatever the load. */
const windowMs = 8

/** Tells the world that runs have moved: at once when it has been quiet, then once a window. */
export class NewsDesk {
  private readonly moved = new Map<string, number>()
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly db: Connection) {}

  announce(workspaceId: string, runId: string, seq: number): void {
    this.moved.set(`${workspaceId}:${runId}`, seq)
    if (this.timer) return
    this.flush()
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (this.moved.size > 0) this.flush()
    }, windowMs)
  }

  private flush(): void {
    const entries = [...this.moved].map(([run, seq]) => `${run}:${seq}`)
    this.moved.clear()
    for (const payload of joinWithin(entries, maxNoticeBytes)) this.send(movedChannel, payload)
  }

  sendFrames(runId: string, frames: RunFrame[]): void {
    for (const payload of packFrames(runId, frames)) this.send(frameChannel, payload)
  }

  private send(channel: string, payload: string): void {
    // A lost notice costs a second, not an event: readers also look by themselves.
    notify(this.db, channel, payload).catch((error: unknown) => log.warn({ error, channel }, 'notify failed'))
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
