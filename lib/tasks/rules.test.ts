import { expect, test } from 'vitest'
import type { RunSummary } from '../runs/schema'
import { columnOf, furtherOf, needsPerson, titleFrom } from './rules'
import type { Task } from './schema'

const run = (part: Partial<RunSummary>): RunSummary =>
  ({ id: 'run_1', seq: 5, status: 'running', ...part }) as RunSummary

test('the column follows from task and run', () => {
  const column = (status: 'backlog' | 'active' | 'review' | 'done', part: Partial<RunSummary>) =>
    columnOf({ status, run: run(part) })
  expect([
    column('backlog', {}),
    column('active', {}),
    column('active', { status: 'waiting', waitingFor: 'answer' }),
    column('active', { status: 'waiting', waitingFor: 'retry' }),
    column('active', { status: 'paused' }),
    column('review', { status: 'succeeded' }),
    column('done', { status: 'paused' }),
  ]).toEqual(['backlog', 'working', 'needs-you', 'working', 'needs-you', 'review', 'done'])
})

test('only a wait that ends by itself needs nobody', () => {
  expect(needsPerson({ status: 'waiting', waitingFor: 'budget' })).toBe(true)
  expect(needsPerson({ status: 'waiting', waitingFor: 'retry' })).toBe(false)
  expect(needsPerson({ status: 'running', waitingFor: null })).toBe(false)
})

test('a title is the first line, cut at a word', () => {
  expect(titleFrom('# Count the lines\nof a.csv')).toBe('Count the lines')
  expect(titleFrom('word '.repeat(30))).toBe(`${'word '.repeat(15).trimEnd()}…`)
})

test('a late answer does not turn the clock back', () => {
  const known: Pick<Task, 'status' | 'run'> = { status: 'review', run: run({ seq: 9, status: 'succeeded' }) }
  const late = { status: 'active' as const, run: run({ seq: 7 }) }
  expect(furtherOf(known, late)).toEqual(known)
  const newer = { status: 'done' as const, run: run({ seq: 9, status: 'succeeded' }) }
  expect(furtherOf(known, newer)).toEqual(newer)
  const another = { status: 'active' as const, run: run({ id: 'run_2', seq: 1 }) }
  expect(furtherOf(known, another)).toEqual(another)
  expect(furtherOf(undefined, late)).toEqual(late)
})
