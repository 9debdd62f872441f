import { expect, test } from 'vitest'
import type { RunSummary } from '../runs/schema'
import type { Task } from '../tasks/schema'
import { asksOf, factOf, inboxOrder } from './rules'
import type { InboxItem } from './schema'

const run = (part: Partial<RunSummary>) =>
  ({
    id: 'run_1',
    agentName: 'Reef',
    steps: 3,
    status: 'running',
    waitingFor: null,
    reason: null,
    activity: null,
    lastEventAt: '2026-11-22T10:00:00.000Z',
    endedAt: null,
    ...part,
  }) as RunSummary
const task = (part: Partial<Task>) =>
  ({ id: 'task_1', title: 'Count', status: 'active', priority: 0, run: null, team: null, ...part }) as Task

test('a task asks once, with the most pressing of what its runs wait for', () => {
  const waiting = [
    run({ id: 'run_2', status: 'waiting', waitingFor: 'budget', reason: 'The budget is spent.' }),
    run({ id: 'run_3', status: 'waiting', waitingFor: 'answer', reason: 'Which reef?' }),
    run({ id: 'run_4', status: 'waiting', waitingFor: 'retry', reason: 'Busy.' }),
    run({ id: 'run_5', status: 'paused' }),
  ]
  expect(asksOf(task({}), waiting)).toEqual([
    {
      kind: 'question',
      runId: 'run_3',
      agentName: 'Reef',
      words: 'Which reef?',
      since: '2026-11-22T10:00:00.000Z',
    },
    {
      kind: 'budget',
      runId: 'run_2',
      agentName: 'Reef',
      words: 'The budget is spent.',
      since: '2026-11-22T10:00:00.000Z',
    },
    {
      kind: 'paused',
      runId: 'run_5',
      agentName: 'Reef',
      words: 'A person has paused this run.',
      since: '2026-11-22T10:00:00.000Z',
    },
  ])
})

test('what is over asks for a verdict until there is one', () => {
  const ended = run({
    status: 'failed',
    reason: 'It reached its limit.',
    endedAt: '2026-11-22T11:00:00.000Z',
  })
  expect(asksOf(task({ status: 'review', run: ended }), [])).toMatchObject([
    { kind: 'failed', words: 'It reached its limit.', since: '2026-11-22T11:00:00.000Z' },
  ])
  expect(asksOf(task({ status: 'done', run: ended }), [])).toEqual([])
  expect(asksOf(task({ status: 'active', run: run({}) }), [])).toEqual([])
})

test('what holds up work comes first, then what is urgent, then who has waited longest', () => {
  const item = (
    id: string,
    kind: InboxItem['asks'][number]['kind'],
    hour: number,
    priority = 0,
  ): InboxItem => ({
    task: task({ id, priority }),
    asks: [{ kind, runId: id, agentName: 'Reef', words: '', since: `2026-11-22T${hour}:00:00.000Z` }],
  })
  const items = [
    item('review-old', 'review', 10),
    item('failed-new', 'failed', 15),
    item('question-new', 'question', 14),
    item('budget-old', 'budget', 11),
    item('question-urgent', 'question', 16, 2),
  ]
  expect(items.sort(inboxOrder).map(each => each.task.id)).toEqual([
    'question-urgent',
    'budget-old',
    'question-new',
    'failed-new',
    'review-old',
  ])
})

test('a fact has one name in every tab, and another question is another fact', () => {
  const asking = (words: string, seq: number): InboxItem => ({
    task: task({ run: run({ seq }) }),
    asks: [{ kind: 'question', runId: 'run_1', agentName: 'Reef', words, since: '2026-11-22T10:00:00.000Z' }],
  })
  expect(factOf(asking('Which?', 5))).toBe(factOf(asking('Which?', 9)))
  expect(factOf(asking('Which?', 5))).not.toBe(factOf(asking('Where?', 5)))
})
