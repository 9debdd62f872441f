/** Hands out sandbox processes: by workspace, the one that holds the nearest tree first, as few as do the work. */
import { mountedTree } from './mounted-tree'
import type { MountedTree } from './protocol'
import type { SandboxRequest } from './sandbox'
import { SandboxProcess } from './sandbox-process'

/** Commands are mostly CPU; more at once than this would only slow each other down. */
const perWorkspace = 4
/** About 90 MB each at rest, up to the memory limit of a command while it works. */
const inTotal = 8
/** Milliseconds to wait for a busy process before another is started, which itself costs about 100 ms of CPU. */
const patienceMs = 40
/** Milliseconds without a command after which a process goes: nothing runs while nobody works. */
const idleMs = 20_000
/** Bytes at rest above which a process is replaced. Python and SQLite leave their memory behind. */
const restingBytes = 200 * 1024 * 1024
/** Milliseconds within which a command cannot have started Python or the like. */
const quickMs = 20
const looksEvery = 16
/** Commands after which a process is replaced, so that a leak cannot add up. */
const commandsPerProcess = 500

interface Waiter {
  workspaceId: string
  tree: MountedTree
  since: number
  grant: (process: SandboxProcess) => void
}

export class ProcessPool {
  private readonly processes = new Set<SandboxProcess>()
  private readonly waiters: Waiter[] = []
  private readonly idleTimers = new Map<SandboxProcess, NodeJS.Timeout>()
  private closed = false

  constructor(
    private readonly entry: string,
    private readonly idleAfterMs = idleMs,
  ) {}

  /** Null when the signal ended the wait. */
  acquire(request: SandboxRequest, signal: AbortSignal): Promise<SandboxProcess | null> {
    if (this.closed) throw new Error('The sandbox is closed.')
    if (signal.aborted) return Promise.resolve(null)
    return new Promise(resolve => {
      const waiter: Waiter = {
        workspaceId: request.workspaceId,
        tree: mountedTree(request),
        since: performance.now(),
        grant: process => {
          signal.removeEventListener('abort', giveUp)
          resolve(process)
        },
      }
      const giveUp = () => {
        const place = this.waiters.indexOf(waiter)
        if (place >= 0) this.waiters.splice(place, 1)
        resolve(null)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.waiters.push(waiter)
      this.serve()
    })
  }

  async release(process: SandboxProcess): Promise<void> {
    const resting = await restingBytesOf(process)
    if (resting === null || resting > restingBytes || process.commands >= commandsPerProcess) {
      this.drop(process)
      process.kill()
      this.serve()
      // Its successor starts while the model thinks, not when the next command waits for it.
      this.prepare(process.workspaceId)
      return
    }
    process.busy = false
    this.startIdleTimer(process)
    this.serve()
  }

  /** Starts a process for a workspace that has none, if there is room or can be made. */
  prepare(workspaceId: string): void {
    if (this.closed || this.of(workspaceId).length > 0) return
    if (this.processes.size >= inTotal && !this.evict()) return
    const process = this.start(workspaceId)
    process.busy = false
    this.startIdleTimer(process)
  }

  processIds(workspaceId?: string): number[] {
    const chosen = workspaceId === undefined ? [...this.processes] : this.of(workspaceId)
    return chosen.flatMap(process => (process.pid === undefined ? [] : [process.pid]))
  }

  async close(): Promise<void> {
    this.closed = true
    for (const timer of this.idleTimers.values()) clearTimeout(timer)
    await Promise.all([...this.processes].map(process => process.close()))
  }

  private serve(): void {
    for (const waiter of [...this.waiters]) {
      const process = this.find(waiter)
      if (!process) continue
      this.waiters.splice(this.waiters.indexOf(waiter), 1)
      process.busy = true
      clearTimeout(this.idleTimers.get(process))
      this.idleTimers.delete(process)
      waiter.grant(process)
    }
  }

  private find(waiter: Waiter): SandboxProcess | null {
    const mine = this.of(waiter.workspaceId)
    const idle = mine.filter(process => !process.busy)
    if (idle.length > 0) return nearest(idle, waiter.tree)
    if (mine.length >= perWorkspace) return null
    const left = patienceMs - (performance.now() - waiter.since)
    if (mine.length > 0 && left > 0) {
      setTimeout(() => this.serve(), left + 1)
      return null
    }
    if (this.processes.size >= inTotal && !this.evict()) return null
    return this.start(waiter.workspaceId)
  }

  private of(workspaceId: string): SandboxProcess[] {
    return [...this.processes].filter(process => process.workspaceId === workspaceId && process.isAlive)
  }

  private start(workspaceId: string): SandboxProcess {
    const process = new SandboxProcess(workspaceId, this.entry, gone => {
      this.drop(gone)
      this.serve()
    })
    process.busy = true
    this.processes.add(process)
    return process
  }

  /** Makes room by ending the process that has rested longest. */
  private evict(): boolean {
    const [oldest] = this.idleTimers.keys()
    if (!oldest) return false
    this.drop(oldest)
    oldest.kill()
    return true
  }

  private drop(process: SandboxProcess): void {
    this.processes.delete(process)
    clearTimeout(this.idleTimers.get(process))
    this.idleTimers.delete(process)
  }

  private startIdleTimer(process: SandboxProcess): void {
    this.idleTimers.set(
      process,
      setTimeout(() => {
        this.drop(process)
        process.kill()
      }, this.idleAfterMs).unref(),
    )
  }
}

/** Null for a dead process. A row of quick commands leaves little behind, so it is looked at only now and then. */
async function restingBytesOf(process: SandboxProcess): Promise<number | null> {
  if (!process.isAlive) return null
  const isDue = process.lastedMs > quickMs || process.commands % looksEvery === 0
  return isDue ? await process.residentBytes() : 0
}

function nearest(processes: SandboxProcess[], tree: MountedTree): SandboxProcess | null {
  let best: SandboxProcess | null = null
  let least = Number.POSITIVE_INFINITY
  for (const process of processes) {
    const distance = process.distance(tree)
    if (distance < least) {
      best = process
      least = distance
    }
  }
  return best
}
