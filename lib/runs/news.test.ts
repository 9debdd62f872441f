import { expect, test } from 'vitest'
import { maxNoticeBytes } from '../db/listen'
import type { RunEvent } from './events'
import { placeEvents } from './log/place-events'
import { packEvents } from './news'
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
