import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { eventStream, type StreamWriter } from './event-stream'
import { createEventStreamReader, type StreamMessage } from './event-stream-reader'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const request = () => new Request('http://localhost/stream')

/** Reads until the stream ends. */
async function readAll(response: Response): Promise<string> {
  return await response.text()
}

test('who cannot be checked three times in a row is let go', async () => {
  let checks = 0
  const stopped = vi.fn()
  const response = eventStream({
    request: request(),
    stillAllowed: async () => {
      checks += 1
      throw new Error('no database')
    },
    start: async () => stopped,
  })
  const text = readAll(response)
  await vi.advanceTimersByTimeAsync(16_000)
  await text
  expect([checks, stopped.mock.calls.length]).toEqual([3, 1])
})

test('a check that fails now and then costs nobody the stream', async () => {
  let checks = 0
  const response = eventStream({
    request: request(),
    stillAllowed: async () => {
      checks += 1
      if (checks === 9) return false
      if (checks % 3 !== 0) throw new Error('no database')
      return true
    },
    start: async () => () => undefined,
  })
  const text = readAll(response)
  await vi.advanceTimersByTimeAsync(46_000)
  await text
  expect(checks).toBe(9)
})

test('a reader that does not read is let go, and what was sent until then is whole', async () => {
  let writer: StreamWriter | undefined
  const stopped = vi.fn()
  const response = eventStream({
    request: request(),
    stillAllowed: async () => true,
    start: async given => {
      writer = given
      return stopped
    },
  })
  const body = response.body?.getReader()
  await body?.read()
  for (let seq = 1; seq <= 20_000; seq += 1) writer?.send([{ event: 'event', data: { seq }, id: seq }])
  expect(stopped).toHaveBeenCalledTimes(1)
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const piece = await body?.read()
    if (!piece || piece.done) break
    rest += decoder.decode(piece.value)
  }
  const ids = [...rest.matchAll(/^id: (\d+)$/gm)].map(match => Number(match[1]))
  expect(ids).toEqual(ids.map((_, index) => index + 1))
  expect(ids.length).toBeLessThan(5_100)
})

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
