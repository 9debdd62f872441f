/**
 * Entry of a sandbox process. It holds no secret, no connection and no file but what a request brings: a tree as a
 * list of hashes, and a cache of contents by hash. One command runs at a time.
 */
import { ContentCache } from './content-cache'
import type { ChildMessage, MountedTree, ParentMessage, RunMessage } from './protocol'
import { hashOf, runCommand } from './run-command'
import { ToolCalls } from './tool-commands'

/** Enough for the files of several steps; what was dropped is asked for again. */
const cacheBytes = 64 * 1024 * 1024

const tree: MountedTree = new Map()
const cache = new ContentCache(cacheBytes)
const waiting = new Map<string, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }[]>()
let running: AbortController | null = null
const calls = new ToolCalls(call => send(call))

// Taken before a script runs: while one does, just-bash guards the globals.
const post = process.send?.bind(process)

function send(message: ChildMessage): void {
  post?.(message)
}

process.on('message', (message: ParentMessage) => {
  switch (message.type) {
    case 'run':
      void run(message)
      return
    case 'content':
      receive(message.hash, message.bytes)
      return
    case 'answer':
      calls.settle(message.id, message)
      return
    case 'stop':
      running?.abort()
  }
})
// Without its parent a sandbox has nobody to work for.
process.on('disconnect', () => process.exit(0))

async function run(message: RunMessage): Promise<void> {
  const stopping = new AbortController()
  running = stopping
  for (const path of message.remove) tree.delete(path)
  for (const [path, entry] of message.set) tree.set(path, entry)
  for (const [hash, bytes] of message.contents) cache.add(hash, bytes)
  try {
    const done = await runCommand({
      command: message.command,
      tree,
      readOnly: message.readOnly,
      limits: message.limits,
      signal: stopping.signal,
      load,
      tools: { names: message.tools, call: calls.call },
      onOutput: text => send({ type: 'output', text }),
    })
    for (const change of done.changes)
      if (change.kind === 'written') cache.add(hashOf(change.bytes), change.bytes)
    send(done)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    send({ type: 'done', exitCode: 1, stdout: '', stderr: `bash: ${text}\n`, endedBy: null, changes: [] })
  } finally {
    running = null
  }
}

function load(hash: string): Promise<Uint8Array> {
  const cached = cache.get(hash)
  if (cached) return Promise.resolve(cached)
  return new Promise((resolve, reject) => {
    const others = waiting.get(hash)
    if (others) others.push({ resolve, reject })
    else {
      waiting.set(hash, [{ resolve, reject }])
      send({ type: 'need', hash })
    }
  })
}

function receive(hash: string, bytes: Uint8Array | null): void {
  const asked = waiting.get(hash) ?? []
  waiting.delete(hash)
  if (bytes) cache.add(hash, bytes)
  for (const { resolve, reject } of asked) {
    if (bytes) resolve(bytes)
    else reject(new Error('EIO: the content of the file could not be read'))
  }
}

send({ type: 'ready' })
