import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divide } from './divide'

const amounts = fc.bigInt({ min: 0n, max: 10n ** 18n })
const weights = fc
  .array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 20 })
  .filter(all => all.some(weight => weight > 0))

describe('R108: dividing in whole units', () => {
  test('the shares add up to what was divided, whatever the weights', () => {
    fc.assert(
      fc.property(amounts, weights, (value, all) => {
        expect(divide(value, all).reduce((sum, share) => sum + share, 0n)).toBe(value)
      }),
    )
  })

  test('no share is further than one unit from its exact part, and who has no weight gets nothing', () => {
    fc.assert(
      fc.property(amounts, weights, (value, all) => {
        const sum = BigInt(all.reduce((total, weight) => total + weight, 0))
        divide(value, all).forEach((share, index) => {
          const exact = value * BigInt(all[index] ?? 0)
          expect(share === exact / sum || share === exact / sum + 1n).toBe(true)
          if (all[index] === 0) expect(share).toBe(0n)
        })
      }),
    )
  })

  test('what is left goes to the largest remainders, the first among equals', () => {
    expect(divide(10n, [1, 1, 1])).toEqual([4n, 3n, 3n])
    expect(divide(10n, [1, 2])).toEqual([3n, 7n])
    expect(divide(1n, [0, 1, 1])).toEqual([0n, 1n, 0n])
  })
})
