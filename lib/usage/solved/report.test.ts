import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Attempt, solvedReport } from './report'

const attempt = (fields: Partial<Attempt>): Attempt => ({
  ...{
    taskId: 'a',
    agent: { id: 'agent_1', name: 'Reef' },
    model: 'openai:gpt-5',
    roles: null,
    succeeded: true,
  },
  ...{ hasChecks: false, calls: 2, pricedCalls: 2, costMicros: 1_000n },
  ...fields,
})

test('R139: failed attempts and unsolved tasks are paid for by the solved ones', () => {
  const report = solvedReport([
    attempt({ succeeded: false }),
    attempt({ hasChecks: true }),
    attempt({ taskId: 'b' }),
    attempt({ taskId: 'c', succeeded: false, costMicros: 501n }),
  ])
  const figures = { attempts: 4, tasks: 3, solved: 2, checked: 1, calls: 8, unknownCalls: 0 }
  const money = { costMicros: 3_501, perSolvedMicros: 1_751 }
  expect(report).toEqual({
    agents: [{ key: 'agent_1', label: 'Reef', ...figures, ...money }],
    models: [{ key: 'openai:gpt-5', label: 'openai:gpt-5', ...figures, ...money }],
    routes: [{ key: 'openai:gpt-5', label: 'openai:gpt-5', ...figures, ...money }],
  })
})

test('R139: with a price that is not known, or nothing solved, a solved task has no price', () => {
  const { models } = solvedReport([
    attempt({ model: 'dear', costMicros: 9_000n }),
    attempt({ model: 'unknown', pricedCalls: 1 }),
    attempt({ model: 'failing', succeeded: false }),
    attempt({ model: 'cheap' }),
  ])
  expect(models.map(({ key, costMicros, perSolvedMicros }) => [key, costMicros, perSolvedMicros])).toEqual([
    ['cheap', 1_000, 1_000],
    ['dear', 9_000, 9_000],
    ['unknown', null, null],
    ['failing', 1_000, null],
  ])
})

test('R139: every attempt counts once with its agent and once with its model', () => {
  const some = fc.record({
    taskId: fc.constantFrom('a', 'b', 'c', 'd'),
    agent: fc.constantFrom('x', 'y').map(id => ({ id, name: id })),
    model: fc.constantFrom('m', 'n', 'o'),
    roles: fc.constantFrom(null, { work: { effort: 'high' as const } }),
    ...{ succeeded: fc.boolean(), hasChecks: fc.boolean() },
    calls: fc.constant(3),
    pricedCalls: fc.constant(3),
    costMicros: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  })
  fc.assert(
    fc.property(fc.array(some), attempts => {
      const sum = Number(attempts.reduce((all, { costMicros }) => all + costMicros, 0n))
      const { agents, models, routes } = solvedReport(attempts)
      for (const rows of [agents, models, routes]) {
        expect(rows.reduce((all, row) => all + row.attempts, 0)).toBe(attempts.length)
        expect(rows.reduce((all, row) => all + (row.costMicros ?? 0), 0)).toBe(sum)
        for (const { solved, tasks, checked } of rows) expect(checked <= solved && solved <= tasks).toBe(true)
      }
    }),
  )
})

test('R139: models by role and effort levels are a choice of their own', () => {
  const { models, routes } = solvedReport([
    attempt({}),
    attempt({ taskId: 'b', costMicros: 3_000n, roles: { work: { effort: 'high' } } }),
    attempt({ taskId: 'c', costMicros: 2_000n, roles: { judge: { effort: 'low' }, plan: {} } }),
  ])
  expect(models.map(({ key, perSolvedMicros }) => [key, perSolvedMicros])).toEqual([['openai:gpt-5', 2_000]])
  expect(routes.map(({ label, perSolvedMicros }) => [label, perSolvedMicros])).toEqual([
    ['openai:gpt-5', 1_000],
    ['openai:gpt-5; judge low effort', 2_000],
    ['openai:gpt-5, high effort', 3_000],
  ])
})
