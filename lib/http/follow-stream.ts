/** Keeps a server-sent stream open: reconnects with back-off, sleeps while nobody looks, wakes on return. */
import { ConnectionError, send } from './client'
import { AppError } from './errors'
import { createEventStreamReader, type StreamMessage } from './event-stream-reader'

export type StreamStatus = 'connecting' | 'live' | 'reconnecting' | 'asleep' | 'failed'

interface FollowOptions {
  /** Path under the API's base; asked for each connection, so that it can carry the cursor. */
  path: () => string
  /** Answers `restart` when what arrives does not fit: the connection is made anew. */
  onMessage: (message: StreamMessage) => 'restart' | undefined
  onStatus: (status: StreamStatus) => void
  /** The server refused for good (not found, not allowed). */
  onRefused?: (error: AppError) => void
  /** Ends the following when it says so after a connection has closed. */
  isDone?: () => boolean
  /** Whether to stay connected although nobody looks. */
  stayAwake?: () => boolean
  signal: AbortSignal
}

const hiddenMs = 30_000
const silenceMs = 45_000
const firstDelayMs = 400
const longestDelayMs = 10_000

/** Follows until the signal aborts, the server refuses, or `isDone`. Never throws. */
export async function followStream(options: FollowOptions): Promise<void> {
  const { signal, onStatus, isDone } = options
  let failures = 0
  onStatus('connecting')
  while (!signal.aborted) {
    const outcome = await connectOnce(options, () => {
      failures = 0
      onStatus('live')
    })
    if (signal.aborted || isDone?.()) return
    if (outcome === 'refused') {
      onStatus('failed')
      return
    }
    if (outcome === 'hidden') {
      onStatus('asleep')
      await untilVisible(signal)
      continue
    }
    failures += 1
    onStatus('reconnecting')
    const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1))
    await untilOnline(delay * (0.7 + Math.random() * 0.6), signal)
  }
}

async function connectOnce(
  options: FollowOptions,
  onOpen: () => void,
): Promise<'ended' | 'refused' | 'hidden'> {
  const connection = new AbortController()
  const abort = () => connection.abort()
  options.signal.addEventListener('abort', abort)
  const watch = watchVisibility(abort, options.stayAwake)
  try {
    const response = await send(options.path(), {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: connection.signal,
    })
    onOpen()
    if (response.body) await readAll(response.body, options.onMessage, abort)
    return 'ended'
  } catch (error) {
    if (watch.wasHidden()) return 'hidden'
    if (error instanceof AppError && error.status < 500 && error.code !== 'rate-limited') {
      options.onRefused?.(error)
      return 'refused'
    }
    if (error instanceof AppError || error instanceof ConnectionError || isBroken(error)) return 'ended'
    throw error
  } finally {
    watch.end()
    options.signal.removeEventListener('abort', abort)
    connection.abort()
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'AbortError')
}

/** A stream that says nothing, not even a heartbeat, is dead although its socket is open. */
async function readAll(
  body: ReadableStream<Uint8Array>,
  onMessage: (message: StreamMessage) => 'restart' | undefined,
  abort: () => void,
): Promise<void> {
  const read = createEventStreamReader(message => {
    if (onMessage(message) === 'restart') abort()
  })
  const decoder = new TextDecoder()
  let silence = setTimeout(abort, silenceMs)
  try {
    for await (const chunk of iterate(body)) {
      clearTimeout(silence)
      silence = setTimeout(abort, silenceMs)
      read(decoder.decode(chunk, { stream: true }))
    }
  } finally {
    clearTimeout(silence)
  }
}

async function* iterate(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  while (true) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function watchVisibility(
  onHidden: () => void,
  stayAwake: () => boolean = () => false,
): { wasHidden: () => boolean; end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let hidden = false
  function change() {
    clearTimeout(timer)
    if (document.visibilityState === 'hidden')
      timer = setTimeout(() => {
        if (stayAwake()) return
        hidden = true
        onHidden()
      }, hiddenMs)
  }
  change()
  document.addEventListener('visibilitychange', change)
  return {
    wasHidden: () => hidden,
    end: () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', change)
    },
  }
}

function untilVisible(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve()
  return new Promise(resolve => {
    const ready = () => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return
      document.removeEventListener('visibilitychange', ready)
      resolve()
    }
    document.addEventListener('visibilitychange', ready)
    signal.addEventListener('abort', ready, { once: true })
  })
}

/** Waits, but not longer than until the network is back. */
function untilOnline(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
