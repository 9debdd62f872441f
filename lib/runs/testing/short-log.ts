/** Writes short logs for tests of what decides: a recipe, a few moves, and whatever else happened. */
import type { Json } from '../../shared/json'
import { LogWriter } from '../fixtures/log-writer'
import { foldRun } from '../fold'
import type { Recipe } from '../recipe'
import type { RunState } from '../run-state'
import { sampleRecipe } from './sample-log'

export const began = Date.UTC(2026, 10, 22, 10, 0)

/** A run that a worker has just taken. */
export function beginRun(recipe: Partial<Recipe> = {}, instructions = 'Count the lines.'): LogWriter {
  const data = {
    taskId: 'task_1',
    attempt: 1,
    parentRunId: null,
    title: 'Count',
    instructions,
    files: [],
    recipe: { ...sampleRecipe, ...recipe },
  }
  return new LogWriter('run_1', began)
    .assign({ type: 'run-created', data })
    .append({ type: 'run-claimed', data: { workerId: 'worker_1' } })
}

export function stateOf(log: LogWriter): RunState {
  const state = foldRun(null, log.events)
  if (!state) throw new Error('empty log')
  return state
}

/** One step with one call. */
export interface ScriptedMove {
  name: string
  input: { [key: string]: Json }
  output: string
  isError?: boolean
  exitCode?: number
  /** Files it leaves behind, by the first letter of their hash. */
  leaves?: Record<string, string>
}

export function move(log: LogWriter, { exitCode, leaves, ...call }: ScriptedMove): LogWriter {
  const changes = Object.entries(leaves ?? {}).map(([path, letter]) => ({
    path,
    entry: { hash: letter.repeat(64).slice(0, 64), size: 1 },
  }))
  return log.act(
    {},
    {
      ...call,
      ...(exitCode === undefined ? {} : { display: { exitCode } }),
      ...(changes.length > 0 ? { changes } : {}),
    },
  )
}
