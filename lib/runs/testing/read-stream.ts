/** Reads a live stream of a run as a browser would, for tests. */
import { createEventStreamReader } from '../../http/event-stream-reader'
import { type RunEvent, runEvent } from '../events'
import { type RunFrame, runFrame } from '../schema'

export interface StreamReading {
  events: RunEvent[]
  frames: RunFrame[]
  /** What the browser would send as `Last-Event-ID`. */
  lastId: string | null
  /** Settles when the stream has ended, from either side. */
  ended: Promise<void>
  /** Goes away, in the middle of whatever comes. */
  leave(): void
}

export function readStream(response: Response, abort: AbortController): StreamReading {
  const reading: StreamReading = {
    events: [],
    frames: [],
    lastId: null,
    ended: Promise.resolve(),
    leave: () => abort.abort(),
  }
  const read = createEventStreamReader(message => {
    if (abort.signal.aborted) return
    const data: unknown = JSON.parse(message.data)
    if (message.event === 'frame') reading.frames.push(runFrame.parse(data))
    else reading.events.push(runEvent.parse(data))
    if (message.id) reading.lastId = message.id
  })
  reading.ended = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      read(decoder.decode(chunk, { stream: true }))
    }
  })().catch(() => undefined)
  return reading
}
