import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideFires, lateAfterMs, maxCaughtUp } from './rules'

const now = 10_000_000
const late = [now - 3 * lateAfterMs, now - 2 * lateAfterMs]
const fresh = now - 500

test('missed moments are left out, started once, or all (R82)', () => {
  const kinds = (due: number[], missed: 'skip' | 'once' | 'all') =>
    decideFires(due, now, missed).map(fire => fire.kind)
  expect(kinds([...late, fresh], 'skip')).toEqual(['skipped', 'skipped', 'on-time'])
  expect(kinds([...late, fresh], 'once')).toEqual(['skipped', 'skipped', 'on-time'])
  expect(kinds([...late, fresh], 'all')).toEqual(['caught-up', 'caught-up', 'on-time'])
  expect(kinds(late, 'skip')).toEqual(['skipped', 'skipped'])
  expect(kinds(late, 'once')).toEqual(['skipped', 'caught-up'])
  expect(kinds([], 'all')).toEqual([])
})

test('never more than 20 start, and with "once" exactly one (R82)', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: now }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(times, fc.constantFrom('skip' as const, 'once' as const, 'all' as const), (found, missed) => {
      const due = found.sort((a, b) => a - b)
      const fires = decideFires(due, now, missed)
      const started = fires.filter(fire => fire.kind !== 'skipped')
      expect(fires.map(fire => fire.firesAt)).toEqual(due.slice(-maxCaughtUp))
      if (missed === 'once') expect(started.map(fire => fire.firesAt)).toEqual(due.slice(-1))
      if (missed === 'all') expect(started).toHaveLength(Math.min(due.length, maxCaughtUp))
    }),
  )
})
