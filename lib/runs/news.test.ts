import { expect, test, vi } from 'vitest'
import { maxNoticeBytes, type Notice } from '../db/listen'
import type { RunEvent } from './events'
import { placeEvents } from './log/place-events'
import { movedChannel, NewsDesk, packEvents } from './news'
import { person } from './testing/sample-log'

function messages(texts: readonly string[]): RunEvent[] {
  const drafts = texts.map(text => ({
    type: 'message-received' as const,
    actor: person,
    data: { messageId: 'm', text },
  }))
  return placeEvents('run_1', 7, drafts, '2026-01-01T10:00:00.000Z')
}

test('events are packed in their order into notices that Postgres takes', () => {
  const events = messages(Array.from({ length: 40 }, (_, index) => `${index} ${'ü'.repeat(400)}`))
  const payloads = packEvents(events)
  expect(payloads.length).toBeGreaterThan(3)
  for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(maxNoticeBytes)
  expect(payloads.flatMap(payload => JSON.parse(payload) as RunEvent[])).toEqual(events)
})

test('what comes after an event that is too large is left to be read with it', () => {
  const events = messages(['small', 'ü'.repeat(4_000), 'small again'])
  expect(packEvents(events).map(payload => JSON.parse(payload))).toEqual([events.slice(0, 1)])
  expect(packEvents(events.slice(1))).toEqual([])
})

test('what comes while news are on their way goes with the next: each run once', async () => {
  const sent: Notice[][] = []
  const arrivals: (() => void)[] = []
  const news = new NewsDesk(notices => {
    sent.push([...notices])
    return new Promise(resolve => void arrivals.push(resolve))
  })
  for (const seq of [8, 9, 10]) news.announce('space_1', 'run_1', seq)
  news.announce('space_1', 'run_2', 8)
  expect(sent).toEqual([[moved('space_1:run_1:8')]])
  arrivals[0]?.()
  await vi.waitFor(() => expect(sent).toHaveLength(2), { timeout: 45_000 })
  expect(sent[1]).toEqual([moved('space_1:run_1:10 space_1:run_2:8')])
})

test('news that could not be sent do not keep back those that follow', async () => {
  const sent: (readonly Notice[])[] = []
  const news = new NewsDesk(async notices => {
    sent.push(notices)
    if (sent.length === 1) throw new Error('The database is away.')
  })
  news.announce('space_1', 'run_1', 8)
  news.announce('space_1', 'run_1', 9)
  await vi.waitFor(() => expect(sent).toHaveLength(2), { timeout: 45_000 })
  expect(sent).toEqual([[moved('space_1:run_1:8')], [moved('space_1:run_1:9')]])
})

function moved(payload: string): Notice {
  return { channel: movedChannel, payload }
}
