import { expect, test } from 'vitest'
import { moneyIn, usDollar } from '../../shared/currency'
import { dollarRange, forecastWords, rangeWords, tokenRange, tooFewWords } from './words'

const money = moneyIn(usDollar)
const forecast = { runs: 9, priced: 9, tokens: { low: 12_000, high: 80_100 }, costMicros: null }

test('ranges are rounded outwards and are no longer than they must be', () => {
  expect(dollarRange({ low: 123_456, high: 891_000 }, money)).toBe('$0.12–0.90')
  expect(dollarRange({ low: 1_430, high: 12_345_678 }, money)).toBe('$0.0014–13.00')
  expect(dollarRange({ low: 10_044, high: 28_100 }, money)).toBe('$0.010–0.029')
  expect(dollarRange({ low: 0, high: 20 }, money)).toBe('$0.00–<$0.0001')
  expect(dollarRange({ low: 500_000, high: 500_000 }, money)).toBe('$0.50')
  expect(dollarRange({ low: 100_000, high: 2_000_000 }, moneyIn({ code: 'CHF', perDollar: 0.8 }))).toBe(
    'CHF 0.080–1.60',
  )
  expect(tokenRange({ low: 12_900, high: 80_100 })).toBe('12k–81k tokens')
})

test('R134, R136: dollars where they are known, else tokens; few runs and unknown prices are said', () => {
  const dollars = { ...forecast, costMicros: { low: 120_000, high: 900_000 } }
  expect(forecastWords(dollars, money)).toEqual({ range: '$0.12–0.90', basis: '9 runs' })
  expect(forecastWords({ ...dollars, priced: 7 }, money)?.basis).toBe('9 runs, 2 of unknown price')
  expect(forecastWords({ ...forecast, priced: 0 }, money)).toEqual({
    range: '12k–81k tokens',
    basis: '9 runs, price unknown',
  })
  // A model of one's own costs nothing: its tokens say more.
  expect(rangeWords({ ...forecast, costMicros: { low: 0, high: 0 } }, money)).toBe('12k–81k tokens')
  const few = { runs: 2, priced: 2, tokens: null, costMicros: null }
  expect(forecastWords(few, money)).toEqual({ range: null, basis: 'Only 2 similar runs so far' })
  expect(forecastWords({ ...few, runs: 0 }, money)).toBeNull()
  expect(tooFewWords(few)).toBe('Only 2 similar runs came this far; 3 are needed.')
})
