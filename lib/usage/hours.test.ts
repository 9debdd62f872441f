import { expect, test } from 'vitest'
import { pricesOfDay, spansOf } from './hours'
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
