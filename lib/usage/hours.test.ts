import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cheaperStart, pricesOfDay, spansOf } from './hours'
import { priceCall } from './price'
import { noUsage } from './rules'

const priceAt = (modelId: string) => (at: Date) =>
  priceCall({
    vendor: 'deepseek',
    baseUrl: null,
    modelId,
    usage: { ...noUsage, inputFresh: 1_000_000, outputText: 1_000_000 },
    at,
  }).micros

test('the hours of a vendor with peak hours, as spans of the UTC day', () => {
  const day = pricesOfDay(priceAt('deepseek-v4-pro'), new Date('2026-11-02T23:59:59Z'))
  expect(day && [day.low, day.high]).toEqual([2_640_000, 5_280_000])
  expect(day && spansOf(day.dear)).toEqual([
    { from: '01:00', to: '04:00' },
    { from: '06:00', to: '10:00' },
  ])
  expect(day && spansOf(day.cheap)).toEqual([
    { from: '04:00', to: '06:00' },
    { from: '10:00', to: '01:00' },
  ])
})

test('one price all day is one span, and no price is no day', () => {
  const flat = pricesOfDay(() => 7, new Date('2026-08-01T12:00:00Z'))
  expect(flat && [spansOf(flat.cheap), spansOf(flat.dear)]).toEqual([
    [{ from: '00:00', to: '24:00' }],
    [{ from: '00:00', to: '24:00' }],
  ])
  expect(pricesOfDay(priceAt('nobody-knows'), new Date())).toBeNull()
})

test('R140: the next cheap hour is offered while it is dear, across midnight too', () => {
  const next = (at: string) => cheaperStart(priceAt('deepseek-v4-pro'), new Date(at))
  const at = (time: string) => ({ at: new Date(`2026-11-03T${time}Z`), lessPercent: 50 })
  expect(next('2026-11-03T01:00:00Z')).toEqual(at('04:00:00'))
  expect(next('2026-11-03T09:59:59Z')).toEqual(at('10:00:00'))
  expect(next('2026-11-03T05:10:00Z')).toBeNull()
  expect(next('2026-11-02T23:59:00Z')).toBeNull()
  expect(cheaperStart(() => 7, new Date())).toBeNull()
  expect(cheaperStart(priceAt('nobody-knows'), new Date())).toBeNull()
})

test('R140: what is offered is cheaper than now, and nothing sooner is as cheap', () => {
  const marks = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 48, maxLength: 48 })
  fc.assert(
    fc.property(marks, fc.integer({ min: 0, max: 86_399_999 }), (prices, sinceMidnight) => {
      const priceAt = (at: Date) => prices[Math.floor((at.getTime() % 86_400_000) / 1_800_000)] ?? null
      const now = new Date(Date.UTC(2026, 10, 3) + sinceMidnight)
      const found = cheaperStart(priceAt, now)
      const present = priceAt(now) ?? 0
      if (!found) {
        expect(Math.min(...prices)).toBe(present)
        return
      }
      const low = priceAt(found.at) ?? 0
      expect([low, low < present]).toEqual([Math.min(...prices), true])
      for (let at = now.getTime(); at < found.at.getTime(); at += 60_000)
        expect(priceAt(new Date(at))).toBeGreaterThan(low)
    }),
  )
})
