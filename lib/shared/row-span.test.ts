import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spanOf } from './row-span'

const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 })

test('only the rows near the view, and the room of the others before and after them', () => {
  const rows = { count: 100, sizeOf: () => 10, view: { top: 500, height: 50 }, atEnd: false, margin: 20 }
  expect(spanOf(rows)).toEqual({ first: 48, last: 58, before: 480, after: 420 })
  expect(spanOf({ ...rows, atEnd: true })).toEqual({ first: 93, last: 100, before: 930, after: 0 })
  expect(spanOf({ ...rows, count: 0 })).toEqual({ first: 0, last: 0, before: 0, after: 0 })
})

test('whatever the rows and the view: nothing in view is left out, and all rows have their room', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 0, max: 90_000 }),
      fc.integer({ min: 1, max: 2_000 }),
      (all, place, height) => {
        const total = all.reduce((sum, size) => sum + size, 0)
        const top = Math.max(0, Math.min(place, total - height))
        const rows = {
          count: all.length,
          sizeOf: (index: number) => all[index] ?? 0,
          atEnd: false,
          margin: 100,
        }
        const { first, last, before, after } = spanOf({ ...rows, view: { top: place, height } })
        const inside = all.slice(first, last).reduce((sum, size) => sum + size, 0)
        expect(before + inside + after).toBe(total)
        expect(before).toBeLessThanOrEqual(top)
        expect(before + inside).toBeGreaterThanOrEqual(Math.min(total, top + height))
      },
    ),
  )
})
