import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planProblem, revisePlan } from './plan'
import { bookOf, made, step } from './testing/plan-steps'
import type { PlanEdit, PlanStep } from './work-events'

// Titles are names here: each side adds steps of its own, and what nobody removed has to be there at the end.
type Edit =
  | { kind: 'add'; at: number; title: string }
  | { kind: 'remove' | 'move'; at: number }
  | { kind: 'status'; at: number; status: PlanStep['status'] }
  | { kind: 'evidence'; at: number; text: string }

const editOf = (side: string): fc.Arbitrary<Edit> => {
  const at = fc.nat(6)
  return fc.oneof(
    fc.record({ kind: fc.constant('add' as const), at, title: fc.nat(99).map(number => `${side}${number}`) }),
    fc.record({ kind: fc.constantFrom('remove' as const, 'move' as const), at }),
    fc.record({
      kind: fc.constant('status' as const),
      at,
      status: fc.constantFrom('todo', 'done', 'failed', 'skipped'),
    }),
    fc.record({
      kind: fc.constant('evidence' as const),
      at,
      text: fc.string({ minLength: 1, maxLength: 4 }),
    }),
  )
}

function apply(steps: readonly PlanStep[], edits: readonly Edit[]): PlanEdit[] {
  const list: PlanEdit[] = steps.map(({ attempts: _, ...each }) => each)
  for (const edit of edits) {
    const index = list.length === 0 ? 0 : edit.at % list.length
    const found = list[index]
    if (edit.kind === 'add') {
      if (!list.some(({ title }) => title === edit.title)) list.splice(edit.at, 0, step(edit.title))
    } else if (!found) continue
    else if (edit.kind === 'remove') list.splice(index, 1)
    else if (edit.kind === 'move') list.push(...list.splice(index, 1))
    else if (edit.kind === 'status') list[index] = { ...found, status: edit.status }
    else if (edit.kind === 'evidence') list[index] = { ...found, evidence: edit.text }
  }
  return list
}

test('R53: any edits of person and agent at once merge or are told apart, and no step is lost', () => {
  const editsOf = (side: string) => fc.array(editOf(side), { maxLength: 6 })
  fc.assert(
    fc.property(fc.nat(5), editsOf('person'), editsOf('agent'), (size, byPerson, byAgent) => {
      const base = size === 0 ? [] : made(Array.from({ length: size }, (_, index) => step(`Base ${index}`)))
      const wantedByPerson = apply(base, byPerson)
      const wantedByAgent = apply(base, byAgent)
      if (wantedByPerson.length === 0 || wantedByAgent.length === 0) return
      const current = made(wantedByPerson, bookOf(base))
      const usedIds = [...new Set([...base, ...current].flatMap(({ id }) => id ?? []))]
      const revised = revisePlan({ base, current, usedIds }, wantedByAgent)
      if (!revised.ok) {
        expect(revised.conflicts.length).toBeGreaterThan(0)
        for (const conflict of revised.conflicts) expect(conflict.mine).not.toEqual(conflict.theirs)
        return
      }
      expect(planProblem(revised.steps)).toBe(null)
      const ids = revised.steps.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const titles = revised.steps.map(({ title }) => title)
      const kept = (title: string) =>
        wantedByPerson.some(each => each.title === title) && wantedByAgent.some(each => each.title === title)
      const expected = [
        ...base.filter(({ title }) => kept(title)).map(({ title }) => title),
        ...[...wantedByPerson, ...wantedByAgent]
          .map(({ title }) => title)
          .filter(title => !title.startsWith('Base')),
      ]
      expect([...titles].sort()).toEqual([...expected].sort())
    }),
    { numRuns: 500 },
  )
})
