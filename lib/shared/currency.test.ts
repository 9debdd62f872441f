import { expect, test } from 'vitest'
import { currencyCodes, moneyIn, usDollar } from './currency'

test('amounts of dollars in a currency at its rate, in figures that say something', () => {
  const yuan = moneyIn({ code: 'CNY', perDollar: 7.1 })
  expect([0, 0.00001, 0.001, 0.05, 1, 173.8].map(yuan)).toEqual([
    'CN¥0.00',
    '<CN¥0.0001',
    'CN¥0.0071',
    'CN¥0.355',
    'CN¥7.10',
    'CN¥1,233.98',
  ])
  expect(moneyIn({ code: 'JPY', perDollar: 152.4 })(1000)).toBe('¥152,400')
  expect(moneyIn({ code: 'SEK', perDollar: 10 })(1)).toBe('SEK 10.00')
})

test('what somebody has set is told without digits that say nothing', () => {
  const { limit } = moneyIn(usDollar)
  expect([0, 0.0005, 0.005, 0.125, 0.25, 0.5, 100].map(limit)).toEqual([
    '$0.00',
    '$0.0005',
    '$0.005',
    '$0.125',
    '$0.25',
    '$0.50',
    '$100.00',
  ])
  expect(moneyIn({ code: 'JPY', perDollar: 100 }).limit(20)).toBe('¥2,000')
})

test('every code that can be chosen is one that is known, and has a symbol', () => {
  const known = new Set(Intl.supportedValuesOf('currency'))
  expect(currencyCodes.filter(code => !known.has(code))).toEqual([])
  expect(currencyCodes.map(code => moneyIn({ code, perDollar: 1 }).symbol)).not.toContain('')
})
