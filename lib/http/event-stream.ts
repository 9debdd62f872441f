/** Server-Sent Events (WHATWG HTML, section 9.2) as a response: heartbeats, a bounded buffer, a clean end. */
import { log } from '../shared/log'

/** Comment lines keep proxies from closing a quiet stream, and tell us that the other side has gone. */
const heartbeatMs = 15_000

/** Access is checked again this often while a stream is open. */
const recheckMs = 5_000

/** What is sent in one turn travels as one chunk, up to about this many characters. */
const chunkCharacters = 64_000

/** A reader that is this far behind is let go; it comes back and resumes by `Last-Event-ID`. */
const maxBufferedChunks = 5_000

export interface StreamWriter {
  /** Sends one event. `id` becomes the reader's `Last-Event-ID`. */
  send(event: string, data: unknown, id?: number): void
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
        const { write, flush } = gather(text => {
          if (!open) return
          controller.enqueue(encoder.encode(text))
          if ((controller.desiredSize ?? 0) < -maxBufferedChunks) end()
        })
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
        timers.push(setInterval(() => void recheck(options, end), recheckMs))
        write('retry: 500\n\n')
        try {
          stop = await options.start({
            send: (event, data, id) =>
              write(
                `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
              ),
            close: () => {
              flush()
              end()
            },
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

/** Thousands of past events as thousands of chunks would keep a browser busy with the chunks alone. */
function gather(send: (text: string) => void): { write: (text: string) => void; flush: () => void } {
  let waiting = ''
  let scheduled = false
  function flush(): void {
    const text = waiting
    waiting = ''
    if (text !== '') send(text)
  }
  function write(text: string): void {
    waiting += text
    if (waiting.length >= chunkCharacters) flush()
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      flush()
    })
  }
  return { write, flush }
}

async function recheck(options: StreamOptions, end: () => void): Promise<void> {
  const allowed = await options.stillAllowed().catch(() => true)
  if (!allowed) end()
}
