/** The web process's ear: one LISTEN connection, from which every open stream hears of its run or workspace. */
import { getDatabase } from '../db/client'
import { maxNoticeBytes, notify, openListener } from '../db/listen'
import { env } from '../env'
import { assertPresent } from '../shared/assert'
import { log } from '../shared/log'
import type { ChangedList } from '../workspaces/changed-lists'
import { type RunEvent, upcastEvent } from './events'
import { readEvents } from './log/repository'
import {
  changedChannel,
  eventChannel,
  frameChannel,
  joinWithin,
  movedChannel,
  readMoves,
  sayNew,
  viewersChannel,
  watchChannel,
  watchEveryMs,
} from './news'
import type { RunFrame } from './schema'

/** A lost notice costs at most this much: every watched run is looked at once a period, notice or not. */
const lookEveryMs = 1_000

interface RunWatcher {
  after: number
  onEvents(events: RunEvent[]): void
  onFrames(frames: RunFrame[]): void
}

interface WorkspaceWatcher {
  onMoved(runId: string): void
  /** Somebody has opened or left the run. */
  onViewers?(runId: string): void
  /** A list that no run speaks of has changed. */
  onChanged?(what: ChangedList): void
}

class RunHub {
  private readonly runs = new Map<string, Set<RunWatcher>>()
  private readonly workspaces = new Map<string, Set<WorkspaceWatcher>>()
  private readonly reading = new Map<string, 'reading' | 'again'>()

  /** Calls back with every event after `after`, in order and without a gap, until the returned function is called. */
  watchRun(runId: string, watcher: RunWatcher): () => void {
    const watchers = this.runs.get(runId) ?? new Set()
    watchers.add(watcher)
    this.runs.set(runId, watchers)
    void this.readRun(runId)
    this.announceWatch([sayNew(runId)])
    return () => {
      watchers.delete(watcher)
      if (watchers.size === 0) this.runs.delete(runId)
    }
  }

  /** Calls back with the id of each run of the workspace that has moved. */
  watchWorkspace(workspaceId: string, watcher: WorkspaceWatcher): () => void {
    const watchers = this.workspaces.get(workspaceId) ?? new Set()
    watchers.add(watcher)
    this.workspaces.set(workspaceId, watchers)
    return () => {
      watchers.delete(watcher)
      if (watchers.size === 0) this.workspaces.delete(workspaceId)
    }
  }

  private stopListening: () => Promise<void> = async () => undefined

  async start(connectionString: string): Promise<void> {
    const listener = await openListener({
      connectionString,
      channels: [movedChannel, eventChannel, viewersChannel, changedChannel, frameChannel],
      onNotice: (channel, payload) => this.onNotice(channel, payload),
      onConnect: async () => this.readAll(),
    })
    const timers = [
      setInterval(() => this.readAll(), lookEveryMs).unref(),
      setInterval(() => this.announceWatch([...this.runs.keys()]), watchEveryMs).unref(),
    ]
    this.stopListening = async () => {
      for (const timer of timers) clearInterval(timer)
      await listener.close()
    }
  }

  stop(): Promise<void> {
    return this.stopListening()
  }

  private readAll(): void {
    for (const runId of this.runs.keys()) void this.readRun(runId)
  }

  private onNotice(channel: string, payload: string): void {
    if (channel === eventChannel) this.onEvents(payload)
    else if (channel === frameChannel) this.onFrames(payload)
    else if (channel === viewersChannel) this.onViewers(payload)
    else if (channel === changedChannel) this.onChanged(payload)
    else this.onMoved(payload)
  }

  /** Events that came with the news. Who would miss one between is left to the reading that the news also leads to. */
  private onEvents(payload: string): void {
    try {
      const events = (JSON.parse(payload) as { version: number }[]).map(upcastEvent)
      const first = events[0]
      if (!first) return
      const ready = [...(this.runs.get(first.runId) ?? [])].filter(watcher => first.seq <= watcher.after + 1)
      handOut(ready, events)
    } catch (error) {
      log.warn({ error }, 'events of a notice could not be read')
    }
  }

  private onMoved(payload: string): void {
    for (const { workspaceId, runId, seq } of readMoves(payload)) {
      const isBehind = [...(this.runs.get(runId) ?? [])].some(watcher => watcher.after < seq)
      if (isBehind) void this.readRun(runId)
      for (const watcher of this.workspaces.get(workspaceId) ?? []) watcher.onMoved(runId)
    }
  }

  private onViewers(payload: string): void {
    const [workspaceId = '', runId = ''] = payload.split(':')
    for (const watcher of this.workspaces.get(workspaceId) ?? []) watcher.onViewers?.(runId)
  }

  private onChanged(payload: string): void {
    const [workspaceId = '', what = ''] = payload.split(':')
    for (const watcher of this.workspaces.get(workspaceId) ?? []) watcher.onChanged?.(what as ChangedList)
  }

  private onFrames(payload: string): void {
    const { runId, frames } = JSON.parse(payload) as { runId: string; frames: RunFrame[] }
    for (const watcher of this.runs.get(runId) ?? []) watcher.onFrames(frames)
  }

  /** Reads what is new for a run once, however many watch it and however many notices came meanwhile. */
  private async readRun(runId: string): Promise<void> {
    if (this.reading.has(runId)) {
      this.reading.set(runId, 'again')
      return
    }
    this.reading.set(runId, 'reading')
    try {
      for (;;) {
        const more = await this.deliver(runId)
        if (!more && this.reading.get(runId) !== 'again') return
        this.reading.set(runId, 'reading')
      }
    } catch (error) {
      log.warn({ error, runId }, 'reading a watched run failed')
    } finally {
      this.reading.delete(runId)
    }
  }

  private async deliver(runId: string): Promise<boolean> {
    const watchers = [...(this.runs.get(runId) ?? [])]
    if (watchers.length === 0) return false
    const after = Math.min(...watchers.map(watcher => watcher.after))
    const page = 2_000
    const events = await readEvents(getDatabase(), runId, after, page)
    handOut(watchers, events)
    return events.length === page
  }

  private announceWatch(runIds: string[]): void {
    const notices = joinWithin(runIds, maxNoticeBytes).map(payload => ({ channel: watchChannel, payload }))
    notify(getDatabase(), notices).catch((error: unknown) => log.warn({ error }, 'watch failed'))
  }
}

/** Gives each watcher what is new to it. None of them may be behind the first event by more than that event. */
function handOut(watchers: readonly RunWatcher[], events: readonly RunEvent[]): void {
  for (const watcher of watchers) {
    const fresh = events.filter(event => event.seq > watcher.after)
    const last = fresh.at(-1)
    if (!last) continue
    watcher.after = last.seq
    watcher.onEvents(fresh)
  }
}

const shared = globalThis as typeof globalThis & { reefHub?: Promise<RunHub> | undefined }

/** The process's hub, started at first use. */
export function runHub(): Promise<RunHub> {
  shared.reefHub ??= startHub().catch((error: unknown) => {
    shared.reefHub = undefined
    throw error
  })
  return shared.reefHub
}

/** For tests: ends the hub if it was started. */
export async function closeRunHub(): Promise<void> {
  const hub = await shared.reefHub
  shared.reefHub = undefined
  await hub?.stop()
}

async function startHub(): Promise<RunHub> {
  const hub = new RunHub()
  await hub.start(assertPresent(env().databaseUrl, 'DATABASE_URL'))
  return hub
}
