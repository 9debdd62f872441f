import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apportion } from './apportion'

test('shares are whole, lose nothing, and are within one of what is exact', () => {
  const weights = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), weights, (total, parts) => {
      const shares = apportion(total, parts)
      const sum = parts.reduce((all, part) => all + part, 0)
      expect(shares.reduce((all, share) => all + share, 0)).toBe(total)
      for (const [index, share] of shares.entries()) {
        expect(Number.isInteger(share)).toBe(true)
        if (sum > 0) expect(Math.abs(share - ((parts[index] ?? 0) / sum) * total)).toBeLessThan(1.001)
      }
    }),
  )
})

test('the largest remainders take what is left; the first of equals', () => {
  expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3])
  expect(apportion(7, [0.1, 2.9, 4])).toEqual([0, 3, 4])
  expect(apportion(5, [0, 0])).toEqual([5, 0])
  expect(apportion(5, [])).toEqual([])
})
