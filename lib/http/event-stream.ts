/** Server-Sent Events (WHATWG HTML, section 9.2) as a response: heartbeats, a bounded buffer, a clean end. */
import { log } from '../shared/log'

/** Comment lines keep proxies from closing a quiet stream, and tell us that the other side has gone. */
const heartbeatMs = 15_000

/** Access is checked again this often while a stream is open. */
const recheckMs = 5_000

/** Who cannot be checked so many times in a row is let go: nobody keeps a right because the database is away. */
const maxFailedChecks = 3

/** A reader that is this far behind is let go; it comes back and resumes by `Last-Event-ID`. */
const maxBufferedChunks = 5_000

/** Characters of events that travel as one chunk: a history of thousands of events is not thousands of writes. */
const chunkCharacters = 64 * 1024

interface StreamMessage {
  event: string
  data: unknown
  /** Becomes the reader's `Last-Event-ID`. */
  id?: number
}

export interface StreamWriter {
  /** Sends events in their order, as few chunks. */
  send(messages: readonly StreamMessage[]): void
  close(): void
}

interface StreamOptions {
  request: Request
  /** False ends the stream: the reader has lost the right to it. */
  stillAllowed(): Promise<boolean>
  /** Starts sending; returns how to stop. */
  start(writer: StreamWriter): Promise<() => void>
}

export function eventStream(options: StreamOptions): Response {
  const encoder = new TextEncoder()
  let end = (): void => undefined
  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        let open = true
        let stop: (() => void) | undefined
        const timers: NodeJS.Timeout[] = []
        const write = (text: string): void => {
          if (!open) return
          controller.enqueue(encoder.encode(text))
          if ((controller.desiredSize ?? 0) < -maxBufferedChunks) end()
        }
        end = () => {
          if (!open) return
          open = false
          for (const timer of timers) clearInterval(timer)
          stop?.()
          try {
            controller.close()
          } catch {
            // The reader has closed it already.
          }
        }
        options.request.signal.addEventListener('abort', () => end())
        timers.push(setInterval(() => write(': alive\n\n'), heartbeatMs))
        const check = accessCheck(options, () => end())
        timers.push(setInterval(() => void check(), recheckMs))
        write('retry: 500\n\n')
        try {
          stop = await options.start({
            send: messages => chunksOf(messages).forEach(write),
            close: () => end(),
          })
          if (!open) stop()
        } catch (error) {
          log.error({ error }, 'stream failed to start')
          end()
        }
      },
      cancel() {
        end()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    },
  })
}

function chunksOf(messages: readonly StreamMessage[]): string[] {
  const chunks: string[] = []
  let chunk = ''
  for (const { event, data, id } of messages) {
    chunk += `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    if (chunk.length < chunkCharacters) continue
    chunks.push(chunk)
    chunk = ''
  }
  return chunk === '' ? chunks : [...chunks, chunk]
}

function accessCheck(options: StreamOptions, end: () => void): () => Promise<void> {
  let failures = 0
  return async () => {
    try {
      const allowed = await options.stillAllowed()
      failures = 0
      if (!allowed) end()
    } catch (error) {
      failures += 1
      log.warn({ error, failures }, 'the right to a stream could not be checked')
      if (failures >= maxFailedChecks) end()
    }
  }
}
