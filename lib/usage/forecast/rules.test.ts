import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecastOf, forecastRules, notBelow, type PastUse, rangeOf, sizeBounds } from './rules'

const amount = fc.integer({ min: 0, max: 10 ** 9 })
const past: fc.Arbitrary<PastUse> = fc.record({ tokens: amount, micros: fc.option(amount) })
const { least, many, cutOff, newest } = forecastRules

describe('R134: a range, or nothing', () => {
  test('fewer than three tell nothing; any more tell two of their own values', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: newest }), values => {
        const range = rangeOf(values)
        if (values.length < least) {
          expect(range).toBeNull()
          return
        }
        expect(values).toEqual(expect.arrayContaining([range?.low, range?.high]))
        expect(range?.low).toBeLessThanOrEqual(range?.high ?? -1)
      }),
    )
  })

  test('of few it is all; of many no more than a tenth lies beyond either end', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: least, maxLength: newest }), values => {
        const { low, high } = rangeOf(values) ?? { low: -1, high: -1 }
        const outside = [values.filter(one => one < low).length, values.filter(one => one > high).length]
        if (values.length < many) expect(outside).toEqual([0, 0])
        for (const count of outside) expect(count).toBeLessThanOrEqual(values.length * cutOff)
      }),
    )
  })

  test('ten, one to ten: from the first to the tenth rank; twenty: from the second to the nineteenth', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
    expect(rangeOf(upTo(10))).toEqual({ low: 1, high: 10 })
    expect(rangeOf(upTo(20).toReversed())).toEqual({ low: 2, high: 19 })
  })

  test('similar size holds both ways: where one is like the other, so is the other like the one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), (a, b) => {
        const isLike = (one: number, other: number) => {
          const { from, to } = sizeBounds(other)
          return one >= from && one <= to
        }
        // Rounding lets the very edge differ by less than one part.
        if (Math.abs(a - 4 * b) > 4 && Math.abs(b - 4 * a) > 4) expect(isLike(a, b)).toBe(isLike(b, a))
        expect(isLike(a, a)).toBe(true)
      }),
    )
  })
})

describe('R135 and R136: on top of what was used', () => {
  test('a projection is never below what was used, and moves with it unit by unit', () => {
    fc.assert(
      fc.property(fc.array(past, { maxLength: newest }), amount, amount, (runs, tokens, micros) => {
        const before = forecastOf(runs)
        const during = forecastOf(runs, { tokens, micros })
        const moved = (range: typeof before.tokens, by: number) =>
          range && { low: range.low + by, high: range.high + by }
        expect(during).toEqual({
          ...before,
          tokens: moved(before.tokens, tokens),
          costMicros: moved(before.costMicros, micros),
        })
      }),
    )
  })

  test('what was used since then lifts a range, and never narrows it from above', () => {
    fc.assert(
      fc.property(
        fc.array(past, { minLength: least, maxLength: newest }),
        amount,
        amount,
        (runs, tokens, micros) => {
          const before = forecastOf(runs)
          const after = notBelow(before, { tokens, micros })
          expect(after.tokens?.low).toBe(Math.max(before.tokens?.low ?? 0, tokens))
          expect(after.tokens?.high).toBe(Math.max(before.tokens?.high ?? 0, tokens))
          expect(notBelow(before, { tokens: 0, micros: 0 })).toEqual(before)
          expect(notBelow(before, { tokens, micros: null }).costMicros).toBeNull()
        },
      ),
    )
  })

  test('dollars come of priced runs alone, and not at all for a run of unknown price', () => {
    fc.assert(
      fc.property(fc.array(past, { maxLength: newest }), runs => {
        const priced = runs.filter(run => run.micros !== null)
        const { costMicros } = forecastOf(priced)
        expect(forecastOf(runs)).toMatchObject({ runs: runs.length, priced: priced.length, costMicros })
        expect(forecastOf(runs, { tokens: 0, micros: null }).costMicros).toBeNull()
      }),
    )
  })
})
