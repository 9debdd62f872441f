import { expect, test } from 'vitest'
import { eventStream } from './event-stream'
import { createEventStreamReader, type StreamMessage } from './event-stream-reader'

test('a long history arrives whole and in order, in few chunks', async () => {
  const count = 5_000
  const messages = Array.from({ length: count }, (_, index) => ({
    event: 'event',
    data: { seq: index + 1, text: 'line one\nline two'.repeat(6) },
    id: index + 1,
  }))
  const response = eventStream({
    request: new Request('http://127.0.0.1/'),
    stillAllowed: async () => true,
    start: async writer => {
      writer.send(messages)
      writer.send([{ event: 'frame', data: 'last' }])
      writer.close()
      return () => undefined
    },
  })
  const seen: StreamMessage[] = []
  const read = createEventStreamReader(message => seen.push(message))
  let chunks = 0
  for await (const chunk of response.body ?? []) {
    chunks += 1
    read(new TextDecoder().decode(chunk))
  }
  expect(seen).toEqual([
    ...messages.map(({ event, data, id }) => ({ event, data: JSON.stringify(data), id: String(id) })),
    { event: 'frame', data: '"last"', id: String(count) },
  ])
  expect(chunks).toBeLessThan(20)
})
