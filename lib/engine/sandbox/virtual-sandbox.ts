/**
 * Tier T0: just-bash in forked processes with an empty environment, no network and no disk. A process serves one
 * workspace, one command at a time, and is only a cache of files: killing it loses nothing but time.
 */
import { isSafePath } from '../../files/rules'
import type { FileChange, FileStore, FileTree } from '../../files/schema'
import { findChildEntry } from './child-entry'
import { ProcessPool } from './process-pool'
import type { ChildChange } from './protocol'
import type { Sandbox, SandboxRequest, SandboxResult } from './sandbox'
import { type ProcessOutcome, SandboxLost, type SandboxProcess } from './sandbox-process'

interface Ran {
  outcome: ProcessOutcome
  process: SandboxProcess | null
}

const stoppedWhileWaiting: ProcessOutcome = {
  exitCode: 130,
  stdout: '',
  stderr: '',
  endedBy: 'stopped',
  changes: [],
}

export class VirtualSandbox implements Sandbox {
  readonly tier = 'virtual'
  private readonly pool: ProcessPool

  constructor(entry: string = findChildEntry()) {
    this.pool = new ProcessPool(entry)
  }

  /** Throws `SandboxLost` when a process died twice under the same command; every other end is a result. */
  async exec(request: SandboxRequest, store: FileStore, signal: AbortSignal): Promise<SandboxResult> {
    const started = performance.now()
    const { outcome, process } = await this.run(request, store, signal)
    const changes = await storeChanges(outcome.changes, request, store)
    process?.noteHeld(changes.flatMap(({ entry }) => entry?.hash ?? []))
    return {
      exitCode: outcome.exitCode,
      stdout: outcome.stdout,
      stderr: outcome.stderr,
      ...(outcome.endedBy ? { endedBy: outcome.endedBy } : {}),
      durationMs: Math.round(performance.now() - started),
      changes,
    }
  }

  prepare(workspaceId: string): void {
    this.pool.prepare(workspaceId)
  }

  /** Ids of the running processes, for checks and measurements. */
  processIds(workspaceId?: string): number[] {
    return this.pool.processIds(workspaceId)
  }

  async close(): Promise<void> {
    await this.pool.close()
  }

  private async run(request: SandboxRequest, store: FileStore, signal: AbortSignal): Promise<Ran> {
    try {
      return await this.runOnce(request, store, signal)
    } catch (error) {
      // A command only turns a tree into another, so a process lost under it (killed, crashed) may be replaced once.
      if (!(error instanceof SandboxLost) || signal.aborted) throw error
      return this.runOnce(request, store, signal)
    }
  }

  private async runOnce(request: SandboxRequest, store: FileStore, signal: AbortSignal): Promise<Ran> {
    const process = await this.pool.acquire(request, signal)
    if (!process) return { outcome: stoppedWhileWaiting, process: null }
    try {
      return { outcome: await process.run(request, store, signal), process }
    } finally {
      await this.pool.release(process)
    }
  }
}

/** The process is not trusted: its paths are checked, its bytes hashed here, its hashes looked up in the request. */
async function storeChanges(
  changes: readonly ChildChange[],
  request: SandboxRequest,
  store: FileStore,
): Promise<FileChange[]> {
  const known = entriesByHash(request)
  const stored = await Promise.all(
    changes.map(async (change): Promise<FileChange | null> => {
      const { path } = change
      if (!isSafePath(path)) return null
      const before = Object.hasOwn(request.files, path) ? request.files[path] : undefined
      if (change.kind === 'removed') return before ? { path, entry: null } : null
      const entry = change.kind === 'moved' ? known.get(change.hash) : await store.write(change.bytes)
      return entry && entry.hash !== before?.hash ? { path, entry } : null
    }),
  )
  return stored.filter(change => change !== null).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function entriesByHash(request: SandboxRequest): Map<string, FileTree[string]> {
  const trees = [request.files, ...Object.values(request.mounts)]
  return new Map(trees.flatMap(tree => Object.values(tree).map(entry => [entry.hash, entry] as const)))
}
