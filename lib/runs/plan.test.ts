import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide } from './decide'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import { emptyBook, planProblem, revisePlan } from './plan'
import { agentBook, planBook } from './plan-book'
import { planChanges, planChangeWords } from './plan-changes'
import type { RunState } from './run-state'
import { person, placeLog, sampleDrafts, sampleRecipe, worker } from './testing/sample-log'
import type { PlanEdit, PlanStep } from './work-events'

const step = (
  title: string,
  status: PlanStep['status'] = 'todo',
  more: Partial<PlanEdit> = {},
): PlanEdit => ({
  title,
  status,
  ...more,
})

function made(steps: PlanEdit[], book = emptyBook): PlanStep[] {
  const revised = revisePlan(book, steps)
  if (!revised.ok) throw new Error(revised.problem)
  return revised.steps
}

/** A book in which nobody else has changed anything. */
function bookOf(steps: readonly PlanStep[]) {
  return { base: steps, current: steps, usedIds: steps.flatMap(({ id }) => id ?? []) }
}

describe('R52: a plan is data', () => {
  test('steps keep their ids by title, new ones get new ids, and each start is an attempt', () => {
    const first = made([step('Read', 'doing'), step('Write', 'todo', { acceptance: 'It is short.' })])
    expect(first).toEqual([
      { id: 's1', title: 'Read', status: 'doing', attempts: 1 },
      { id: 's2', title: 'Write', status: 'todo', acceptance: 'It is short.' },
    ])
    const second = made([step('Look again'), step(' write', 'doing'), step('Read', 'failed')], bookOf(first))
    expect(second).toEqual([
      { id: 's3', title: 'Look again', status: 'todo' },
      { id: 's2', title: 'write', status: 'doing', attempts: 1, acceptance: 'It is short.' },
      { id: 's1', title: 'Read', status: 'failed', attempts: 1 },
    ])
    const third = made(
      [step('Read', 'doing', { id: 's1' }), step('x', 'todo', { id: 's2', acceptance: '' })],
      bookOf(second),
    )
    expect(third).toEqual([
      { id: 's1', title: 'Read', status: 'doing', attempts: 2 },
      { id: 's2', title: 'x', status: 'todo', attempts: 1 },
    ])
  })

  test('dependencies are named by id or title', () => {
    const steps = made([
      step('A', 'done'),
      step('B', 'doing', { dependsOn: ['A'] }),
      step('C', 'todo', { dependsOn: ['s2', 'A'] }),
    ])
    expect(steps.map(({ dependsOn }) => dependsOn)).toEqual([undefined, ['s1'], ['s2', 's1']])
  })

  test.each([
    [[step('A', 'doing'), step('B', 'doing')], 'Only one step can be in progress'],
    [
      [step('A', 'todo', { dependsOn: ['B'] }), step('B', 'todo', { dependsOn: ['A'] })],
      'wait for each other: "A", "B"',
    ],
    [[step('A'), step('B', 'doing', { dependsOn: ['A'] })], '"B" depends on "A", which is not done yet'],
    [[step('A', 'todo', { dependsOn: ['Z'] })], 'depends on Z, and there is no such step'],
    [[step('A', 'todo', { id: 'x' }), step('B', 'todo', { id: 'x' })], 'Two steps have the id x'],
  ])('what is no plan is said: %#', (steps, words) => {
    expect(revisePlan(emptyBook, steps)).toEqual({
      ok: false,
      problem: expect.stringContaining(words),
      conflicts: [],
    })
  })

  test('two agents may each have a step in progress', () => {
    expect(
      made([step('A', 'doing', { owner: 'Maker' }), step('B', 'doing', { owner: 'Checker' })]),
    ).toHaveLength(2)
  })
})

describe('R53: a person edits the plan while the agent works', () => {
  const base = made([step('A', 'doing'), step('B'), step('C')])
  const during = (current: readonly PlanStep[]) => ({ base, current, usedIds: ['s1', 's2', 's3', 's4'] })

  test('edits of different steps and fields come together', () => {
    const byPerson = made(
      [step('A', 'doing'), step('New'), step('B, but better', 'todo', { id: 's2' })],
      bookOf(base),
    )
    const revised = revisePlan(during(byPerson), [
      step('A', 'done'),
      step('B', 'doing'),
      step('C'),
      step('D'),
    ])
    expect(revised).toEqual({
      ok: true,
      merged: true,
      steps: [
        { id: 's1', title: 'A', status: 'done', attempts: 1 },
        { id: 's4', title: 'New', status: 'todo' },
        { id: 's2', title: 'B, but better', status: 'doing', attempts: 1 },
        { id: 's5', title: 'D', status: 'todo' },
      ],
    })
  })

  test('the same field changed on both sides is a conflict with both versions', () => {
    const byPerson = made([step('A', 'skipped'), step('B'), step('C')], bookOf(base))
    expect(revisePlan(during(byPerson), [step('A', 'done'), step('B'), step('C')])).toEqual({
      ok: false,
      problem: expect.stringContaining('"A"'),
      conflicts: [{ id: 's1', title: 'A', field: 'status', mine: 'done', theirs: 'skipped' }],
    })
  })

  test('a step that one side removes and the other changes is a conflict', () => {
    const byPerson = made([step('A', 'doing'), step('B')], bookOf(base))
    const revised = revisePlan(during(byPerson), [step('A', 'doing'), step('B'), step('C', 'done')])
    expect(revised.ok ? [] : revised.conflicts).toEqual([
      { id: 's3', title: 'C', field: 'step', mine: 'C', theirs: null },
    ])
  })

  test('what changed is told in lines', () => {
    const after = made([step('C'), step('A', 'done'), step('New')], bookOf(base))
    expect(planChangeWords(planChanges(base, after))).toBe('~ A: status doing → done\n+ New [todo]\n- B')
  })
})

const created = sampleDrafts[0] as EventDraft
function stateOf(drafts: EventDraft[]): RunState {
  const state = foldRun(null, placeLog(drafts))
  if (!state) throw new Error('empty log')
  return state
}

const facts = {
  newMessageId: 'm',
  newApprovalId: 'approval_9',
  newRuleId: 'rule_9',
  now: 0,
  model: sampleRecipe.model,
}

describe('R53: in the log', () => {
  const set = (
    revision: number,
    callId: string | null,
    steps: PlanStep[],
    by = worker as EventDraft['actor'],
  ): EventDraft => ({
    type: 'plan-changed',
    actor: by,
    data: { revision, callId, steps },
  })

  test('an edit that the agent has overtaken unseen is merged by the fold, and loses nothing', () => {
    const base = made([step('A', 'doing'), step('B')])
    const byPerson = made([step('A', 'doing'), step('B'), step('Mine')], bookOf(base))
    const byAgent = made([step('A', 'done'), step('B', 'doing'), step('Its own')], bookOf(base))
    // The agent's call was under way: it did not know of revision 2.
    const own = byAgent.map(each => (each.title === 'Its own' ? { ...each, id: 's9' } : each))
    const state = stateOf([
      created,
      set(1, 'tool_1', base),
      set(2, null, byPerson, person),
      set(2, 'tool_2', own),
    ])
    expect(state.plan?.revision).toBe(3)
    expect(state.plan?.steps.map(({ title, status }) => [title, status])).toEqual([
      ['A', 'done'],
      ['B', 'doing'],
      ['Its own', 'todo'],
      ['Mine', 'todo'],
    ])
    expect(state.planRevisions.map(({ revision }) => revision)).toEqual([1, 2, 3])
  })

  test('a conflict is refused by name with both versions, a stale base is merged', () => {
    const base = made([step('A', 'doing'), step('B')])
    const next = made([step('A', 'done'), step('B', 'doing')], bookOf(base))
    const state = stateOf([created, set(1, 'tool_1', base), set(2, 'tool_2', next)])
    const refused = decide(
      state,
      {
        type: 'plan',
        baseRevision: 1,
        steps: [step('A', 'failed', { id: 's1' }), step('B', 'todo', { id: 's2' })],
      },
      person,
      facts,
    )
    expect(refused).toMatchObject({
      ok: false,
      refusal: 'plan-conflict',
      details: {
        conflicts: [{ id: 's1', title: 'A', field: 'status', mine: 'failed', theirs: 'done' }],
        current: { revision: 2, steps: next },
      },
    })
    const steps = [
      step('A', 'doing', { id: 's1' }),
      step('B', 'todo', { id: 's2', evidence: 'see b.txt' }),
      step('C'),
    ]
    const merged = decide(state, { type: 'plan', baseRevision: 1, steps }, person, facts)
    expect(merged).toMatchObject({
      ok: true,
      events: [
        {
          type: 'plan-changed',
          data: {
            revision: 3,
            callId: null,
            steps: [
              { id: 's1', title: 'A', status: 'done' },
              { id: 's2', title: 'B', status: 'doing', evidence: 'see b.txt' },
              { id: 's3', title: 'C', status: 'todo' },
            ],
          },
        },
        { type: 'notice-given', data: { cause: 'plan', text: expect.stringContaining('+ C [todo]') } },
      ],
    })
    const own = [step('A', 'failed', { id: 's1' }), step('B', 'todo', { id: 's2' })]
    const overruled = decide(
      state,
      { type: 'plan', baseRevision: 1, steps: own, overrule: true },
      person,
      facts,
    )
    expect(overruled.ok && overruled.events[0]).toMatchObject({
      data: {
        steps: [
          { id: 's1', status: 'failed' },
          { id: 's2', status: 'doing' },
        ],
      },
    })
    expect(decide(state, { type: 'plan', baseRevision: 7, steps }, person, facts)).toMatchObject({
      refusal: 'plan-unknown',
    })
  })
})

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

test('the agent works on from the plan that its request has carried', () => {
  const state = stateOf(sampleDrafts.slice(0, 9))
  expect(agentBook(state, state.steps.at(-1))).toEqual({
    base: [{ id: 's1', title: 'Count', status: 'doing' }],
    current: [{ id: 's1', title: 'Count', status: 'doing' }],
    usedIds: ['s1'],
  })
  expect(planBook(state.planRevisions, state.plan, 5)).toBe(null)
})
