import { describe, expect, test } from 'vitest'
import { decide } from './decide'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import { emptyBook, revisePlan } from './plan'
import { agentBook, planBook } from './plan-book'
import { planChanges, planChangeWords } from './plan-changes'
import type { RunState } from './run-state'
import { bookOf, made, step } from './testing/plan-steps'
import { person, placeLog, sampleDrafts, sampleRecipe, worker } from './testing/sample-log'
import type { PlanStep } from './work-events'

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

test('the agent works on from the plan that its request has carried', () => {
  const state = stateOf(sampleDrafts.slice(0, 9))
  expect(agentBook(state, state.steps.at(-1))).toEqual({
    base: [{ id: 's1', title: 'Count', status: 'doing' }],
    current: [{ id: 's1', title: 'Count', status: 'doing' }],
    usedIds: ['s1'],
  })
  expect(planBook(state.planRevisions, state.plan, 5)).toBe(null)
})
