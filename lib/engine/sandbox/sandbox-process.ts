/** One sandbox process as its parent sees it: what it holds, what it runs, and when it must die. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { FilesUnreachable } from '../../files/files-unreachable'
import type { FileEntry, FileStore } from '../../files/schema'
import { startChild } from './child-entry'
import { parseChildMessage } from './child-message'
import { KeptOutput } from './kept-output'
import { mountedTree } from './mounted-tree'
import type { ChildMessage, DoneMessage, MountedTree, ParentMessage } from './protocol'
import { residentBytes, watchEveryMs } from './resident-memory'
import type { CallTool, SandboxRequest, SandboxResult } from './sandbox'

/** Beyond the deadline, for the shell to end by itself between two statements and keep what it did. */
const deadlineGraceMs = 500
/** The same after a stop, which a person waits for. */
const stopGraceMs = 300
/** Starting takes about 100 ms; a machine that needs this long cannot run commands. */
const startTimeoutMs = 15_000
/** Small contents travel with the command; larger ones, and the rest, when they are read. */
const sentAlong = { fileBytes: 64 * 1024, totalBytes: 4 * 1024 * 1024, files: 256 }

type CallMessage = Extract<ChildMessage, { type: 'call' }>
type EndedBy = NonNullable<SandboxResult['endedBy']>

/** The outcome as the process tells it, before its changes are stored. */
export type ProcessOutcome = Omit<DoneMessage, 'type'>

/** The process died in the middle of a command, and not by our hand. The command can run again: it is a value. */
export class SandboxLost extends Error {
  override name = 'SandboxLost'
}

interface Command {
  request: SandboxRequest
  store: FileStore
  hashes: ReadonlySet<string>
  seen: KeptOutput
  call: CallTool | undefined
  killedFor: EndedBy | null
  finish: (outcome: ProcessOutcome) => void
  fail: (error: Error) => void
}

export class SandboxProcess {
  busy = false
  commands = 0
  /** Milliseconds that the last command took. */
  lastedMs = 0
  private readonly child: ChildProcess
  private readonly ready: Promise<void>
  private readonly held = new Set<string>()
  private tree: MountedTree = new Map()
  private current: Command | null = null
  private alive = true

  constructor(
    readonly workspaceId: string,
    entry: string,
    onExit: (process: SandboxProcess) => void,
  ) {
    this.child = startChild(entry)
    this.ready = this.untilReady()
    // Whoever runs a command sees the failure; a process that was only prepared has nobody to tell.
    this.ready.catch(() => {})
    this.child.on('message', (raw: unknown) => {
      const message = parseChildMessage(raw)
      if (message) this.receive(message)
      else this.kill()
    })
    const gone = (signal: NodeJS.Signals | null) => {
      if (!this.alive) return
      this.alive = false
      this.settleDead(signal)
      onExit(this)
    }
    this.child.on('exit', (_code, signal) => gone(signal))
    // A process that could not be started never exits.
    this.child.on('error', () => (this.child.pid === undefined ? gone(null) : this.kill()))
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get isAlive(): boolean {
    return this.alive
  }

  /** How many entries differ from what the process holds: a small number is a quick start. */
  distance(tree: MountedTree): number {
    let shared = 0
    for (const [path, entry] of tree) if (this.tree.get(path)?.hash === entry.hash) shared += 1
    return tree.size + this.tree.size - 2 * shared
  }

  /** Runs one command. Throws `SandboxLost` when the process dies for no reason of ours. */
  async run(request: SandboxRequest, store: FileStore, signal: AbortSignal): Promise<ProcessOutcome> {
    await this.ready
    const tree = mountedTree(request)
    const message = await this.compose(request, tree, store)
    this.commands += 1
    const startedAt = performance.now()
    return new Promise((resolve, reject) => {
      const command: Command = {
        request,
        store,
        hashes: new Set([...tree.values()].map(entry => entry.hash)),
        seen: new KeptOutput(request.limits.outputBytes),
        call: request.tools?.begin(),
        killedFor: null,
        finish: outcome => end(() => resolve(outcome)),
        fail: error => end(() => reject(error)),
      }
      const deadline = setTimeout(
        () => this.killFor(command, 'deadline'),
        request.limits.deadlineMs + deadlineGraceMs,
      )
      const watch = setInterval(() => void this.watchMemory(command), watchEveryMs)
      let stopping: NodeJS.Timeout | undefined
      const stop = () => {
        this.post({ type: 'stop' })
        stopping = setTimeout(() => this.killFor(command, 'stopped'), stopGraceMs)
      }
      const end = (settle: () => void) => {
        clearTimeout(deadline)
        clearTimeout(stopping)
        clearInterval(watch)
        signal.removeEventListener('abort', stop)
        this.current = null
        this.lastedMs = performance.now() - startedAt
        settle()
      }
      this.current = command
      if (!this.alive) return this.settleDead(null)
      this.tree = tree
      this.post(message)
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
    })
  }

  /** Contents the process made itself and has in its cache. */
  noteHeld(hashes: Iterable<string>): void {
    for (const hash of hashes) this.held.add(hash)
  }

  async residentBytes(): Promise<number | null> {
    return this.pid === undefined ? null : residentBytes(this.pid)
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }

  /** Kills the process and waits until it is gone. */
  async close(): Promise<void> {
    if (!this.alive) return
    const ended = once(this.child, 'exit')
    this.kill()
    await ended
  }

  private async untilReady(): Promise<void> {
    const timer = setTimeout(() => this.kill(), startTimeoutMs)
    try {
      await new Promise<void>((resolve, reject) => {
        this.child.once('message', () => resolve())
        this.child.once('error', error =>
          reject(new SandboxLost(`The sandbox could not start: ${error.message}`)),
        )
        this.child.once('exit', code =>
          reject(new SandboxLost(`The sandbox ended at its start (exit ${code}).`)),
        )
      })
    } finally {
      clearTimeout(timer)
    }
  }

  private async compose(request: SandboxRequest, tree: MountedTree, store: FileStore) {
    const set = [...tree].filter(([path, entry]) => this.tree.get(path)?.hash !== entry.hash)
    const remove = [...this.tree.keys()].filter(path => !tree.has(path))
    return {
      type: 'run' as const,
      command: request.command,
      set,
      remove,
      readOnly: Object.keys(request.mounts),
      contents: await this.contentsFor(set, store),
      limits: request.limits,
      tools: request.tools?.names ?? [],
    }
  }

  private async contentsFor(set: [string, FileEntry][], store: FileStore): Promise<[string, Uint8Array][]> {
    const wanted = new Set<string>()
    let bytes = 0
    for (const [, { hash, size }] of set) {
      if (this.held.has(hash) || wanted.has(hash) || size > sentAlong.fileBytes) continue
      bytes += size
      if (bytes > sentAlong.totalBytes || wanted.size >= sentAlong.files) break
      wanted.add(hash)
    }
    // What is not there fails when the command reads it, and only then.
    const loaded = await Promise.allSettled(
      [...wanted].map(async (hash): Promise<[string, Uint8Array]> => [hash, await store.read(hash)]),
    )
    const weather = loaded.find(result => result.status === 'rejected' && isWeather(result.reason))
    if (weather?.status === 'rejected') throw weather.reason
    const contents = loaded.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    for (const [hash] of contents) this.held.add(hash)
    return contents
  }

  private receive(message: ChildMessage): void {
    const command = this.current
    if (!command) return
    switch (message.type) {
      case 'ready':
        return
      case 'need':
        void this.provide(command, message.hash)
        return
      case 'call':
        void this.answer(command, message)
        return
      case 'output': {
        const room = command.request.limits.outputBytes - command.seen.total
        command.seen.push(Buffer.from(message.text))
        if (room > 0) command.request.onOutput?.(message.text.slice(0, room))
        return
      }
      case 'done':
        command.finish(message)
    }
  }

  /** A sandbox may read what its request holds and nothing else, whatever hash it asks for. */
  private async provide(command: Command, hash: string): Promise<void> {
    let bytes: Uint8Array | null = null
    if (command.hashes.has(hash)) {
      try {
        bytes = await command.store.read(hash)
      } catch (error) {
        // The command would take it for a broken file and go on without it.
        if (isWeather(error)) return this.fail(command, error)
      }
    }
    this.post({ type: 'content', hash, bytes })
  }

  /** A script reaches the tools that its request names; whatever goes wrong there is an answer. */
  private async answer(command: Command, { id, name, words, piped }: CallMessage): Promise<void> {
    const isNamed = command.request.tools?.names.includes(name) ?? false
    const answer = isNamed ? await command.call?.(name, words, piped).catch(() => undefined) : undefined
    const { output, isError } = answer ?? { output: 'It was broken off.', isError: true }
    if (this.current === command) this.post({ type: 'answer', id, output, isError })
  }

  private async watchMemory(command: Command): Promise<void> {
    const bytes = await this.residentBytes()
    if (bytes !== null && bytes > command.request.limits.memoryBytes) this.killFor(command, 'memory')
  }

  private killFor(command: Command, reason: EndedBy): void {
    if (this.current !== command) return
    command.killedFor ??= reason
    this.kill()
  }

  private fail(command: Command, error: Error): void {
    if (this.current !== command) return
    command.fail(error)
    this.kill()
  }

  private settleDead(signal: NodeJS.Signals | null): void {
    const command = this.current
    if (!command) return
    // V8 aborts the process when its own heap is full.
    const endedBy = command.killedFor ?? (signal === 'SIGABRT' ? 'memory' : null)
    if (endedBy)
      command.finish({ exitCode: 137, stdout: command.seen.text(), stderr: '', endedBy, changes: [] })
    else command.fail(new SandboxLost(`The sandbox process died (${signal ?? 'exit'}).`))
  }

  private post(message: ParentMessage): void {
    if (this.child.connected) this.child.send(message, () => {})
  }
}

function isWeather(error: unknown): error is FilesUnreachable {
  return error instanceof FilesUnreachable
}
