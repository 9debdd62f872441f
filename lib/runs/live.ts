/** A live run in the browser: the query cache holds one folded state per run, and a stream keeps it true. */
import type { QueryClient } from '@tanstack/react-query'
import { send } from '../http/client'
import type { StreamMessage } from '../http/event-stream-reader'
import { followStream, type StreamStatus } from '../http/follow-stream'
import type { DraftStore } from './drafts'
import type { RunEvent } from './events'
import { foldRun } from './fold'
import { eventVersion, isEnded } from './rules'
import type { RunState } from './run-state'
import type { RunFrame } from './schema'
import { runStateKey, runStatePath } from './state-query'

interface FollowRunOptions {
  client: QueryClient
  runId: string
  drafts: DraftStore
  onStatus: (status: StreamStatus) => void
  onRefused: (error: Error) => void
  signal: AbortSignal
}

/**
 * Follows a run until it has ended or the signal aborts; not at all when the cache holds its end. Starts after what the
 * cache holds or else the server has folded, folds at most once a frame, and never shows a draft beside the message it became.
 */
export async function followRun(options: FollowRunOptions): Promise<void> {
  const { client, runId, drafts, signal } = options
  const key = runStateKey(runId)
  // The fold shares what has not changed; comparing whole states once more would cost more than folding.
  client.setQueryDefaults(['runs', 'state'], { structuralSharing: false })
  const isDone = () => {
    const state = client.getQueryData<RunState | null>(key)
    return state ? isEnded(state.status) : false
  }
  if (!client.getQueryData(key)) {
    const state = await readState(runId, signal)
    if (state && !signal.aborted) client.setQueryData(key, state)
  }
  if (isDone() || signal.aborted) return
  let broken = false
  const inbox = createInbox(signal, (events, frames) => {
    const before = client.getQueryData<RunState | null>(key) ?? null
    broken = leavesGap(before, events)
    const state = broken ? null : foldRun(before, events)
    if (state !== before) client.setQueryData(key, state)
    drafts.apply(events, frames)
  })
  await followStream({
    path: () => {
      inbox.flush()
      broken = false
      return `/runs/${runId}/events?after=${client.getQueryData<RunState | null>(key)?.seq ?? 0}`
    },
    onMessage: message => {
      inbox.receive(message)
      return broken ? 'restart' : undefined
    },
    onStatus: options.onStatus,
    onRefused: options.onRefused,
    isDone: () => {
      inbox.flush()
      return isDone()
    },
    signal,
  })
}

/** The state so far: folding a long log here would take longer than reading it. Without an answer the stream tells all. */
async function readState(runId: string, signal: AbortSignal): Promise<RunState | null> {
  try {
    const response = await send(runStatePath(runId), { signal })
    const { version, state } = (await response.json()) as { version: number; state: RunState }
    return version === eventVersion ? state : null
  } catch {
    return null
  }
}

/** A gap means that the stream and the cache disagree: it starts over rather than show something untrue. */
function leavesGap(state: RunState | null, events: readonly RunEvent[]): boolean {
  const first = events[0]
  return first !== undefined && first.seq > (state?.seq ?? 0) + 1
}

/**
 * What our own server sends it has parsed and brought up to its version; parsing it all again here, without a compiler
 * for schemas, would cost more than drawing it. Only a server that is newer than this page is told from ours.
 */
function toEvent(data: unknown): RunEvent {
  const event = data as RunEvent
  if (event.version !== eventVersion)
    throw new Error(`This page does not know events of version ${event.version}.`)
  return event
}

/** The first news after a pause is shown at once; what follows is gathered for the length of a frame. */
const visibleMs = 16
/** Nobody looks at a hidden tab. */
const hiddenMs = 250

function createInbox(signal: AbortSignal, deliver: (events: RunEvent[], frames: RunFrame[]) => void) {
  let events: RunEvent[] = []
  let frames: RunFrame[] = []
  let flushedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (signal.aborted || events.length + frames.length === 0) return
    const batch = [events, frames] as const
    events = []
    frames = []
    deliver(...batch)
    // Counted from the end: a slow machine spends at most a part of its time on showing.
    flushedAt = performance.now()
  }
  function receive(message: StreamMessage): void {
    const data: unknown = JSON.parse(message.data)
    if (message.event === 'event') events.push(toEvent(data))
    else if (message.event === 'frame') frames.push(data as RunFrame)
    if (timer !== undefined) return
    const pause = document.visibilityState === 'visible' ? visibleMs : hiddenMs
    timer = setTimeout(flush, Math.max(0, flushedAt + pause - performance.now()))
  }
  return { receive, flush }
}
