import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventStreamReader, type StreamMessage } from './event-stream-reader'

function read(...pieces: string[]): StreamMessage[] {
  const messages: StreamMessage[] = []
  const feed = createEventStreamReader(message => messages.push(message))
  for (const piece of pieces) feed(piece)
  return messages
}

const stream =
  ': heartbeat\n\nid: 7\nevent: event\ndata: {"a":1}\ndata: two\n\nevent:frame\r\ndata:x\r\n\r\nevent: empty\n\ndata: last\n\n'

const whole: StreamMessage[] = [
  { event: 'event', data: '{"a":1}\ntwo', id: '7' },
  { event: 'frame', data: 'x', id: '7' },
  { event: 'message', data: 'last', id: '7' },
]

describe('createEventStreamReader', () => {
  it('reads events, comments, both line ends, and keeps the last id', () => {
    expect(read(stream)).toEqual(whole)
  })

  it('reads the same however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 8 }), cuts => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const pieces = places.slice(1).map((end, index) => stream.slice(places[index], end))
        expect(read(...pieces)).toEqual(whole)
      }),
    )
  })

  it('waits for the end of a message', () => {
    expect(read('data: half')).toEqual([])
  })
})
