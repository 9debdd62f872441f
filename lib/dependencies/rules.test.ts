import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCycle, isMet } from './rules'

test('a blocker is met when it is done, or has succeeded where that is enough (R85)', () => {
  expect(isMet('done', 'done', null)).toBe(true)
  expect(isMet('done', 'review', 'succeeded')).toBe(false)
  expect(isMet('succeeded', 'review', 'succeeded')).toBe(true)
  expect(isMet('succeeded', 'cancelled', 'stopped')).toBe(false)
})

test('a circle is found with its way (R85)', () => {
  const edges = new Map([
    ['b', ['c']],
    ['c', ['d', 'a']],
  ])
  expect(findCycle(edges, 'a', ['b'])).toEqual(['a', 'b', 'c', 'a'])
  expect(findCycle(edges, 'a', ['a'])).toEqual(['a', 'a'])
  expect(findCycle(edges, 'd', ['e'])).toBeNull()
})

test('edges taken one by one never make a circle, and only circles are refused (R85)', () => {
  const node = fc.integer({ min: 0, max: 7 }).map(String)
  fc.assert(
    fc.property(fc.array(fc.tuple(node, node), { maxLength: 40 }), wanted => {
      const edges = new Map<string, string[]>()
      for (const [task, blocker] of wanted) {
        const before = edges.get(task) ?? []
        const cycle = findCycle(edges, task, [...before, blocker])
        expect(cycle !== null).toBe(reaches(edges, blocker, task))
        if (!cycle) edges.set(task, [...before, blocker])
      }
    }),
  )
})

/** By hand, in the plainest way: can one get from here to there? */
function reaches(edges: Map<string, string[]>, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return (edges.get(from) ?? []).some(next => reaches(edges, next, to, seen))
}
