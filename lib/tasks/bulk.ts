/** One action on several tasks. Each is tried by itself: what one refuses does not keep the others. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { AppError } from '../http/errors'
import { commandRun } from '../runs/command-run'
import { isEnded } from '../runs/rules'
import { changeTask } from './change-task'
import { readTask } from './repository'
import type { BulkAnswer, BulkInput } from './schema'
import { startRun } from './start-run'

/** What came of it for each task, in the order of the ids. */
export async function actOnTasks(actor: Actor, input: BulkInput): Promise<BulkAnswer> {
  requireCan(actor, 'task:write')
  const results: BulkAnswer['results'] = []
  for (const id of new Set(input.ids)) {
    try {
      await act(actor, id, input)
      results.push({ id, ok: true, problem: null })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      results.push({ id, ok: false, problem: error.message })
    }
  }
  return { results }
}

async function act(actor: Actor, id: string, input: BulkInput): Promise<void> {
  switch (input.action) {
    case 'start':
      await startRun(actor, id, {})
      return
    case 'stop':
      await stop(actor, id)
      return
    case 'done':
      await changeTask(actor, id, { status: 'done' })
      return
    case 'archive':
      await archive(actor, id)
      return
    case 'priority':
      await changeTask(actor, id, { priority: input.priority })
  }
}

async function stop(actor: Actor, id: string): Promise<void> {
  const { run } = await readTask(actor, id)
  if (!run || isEnded(run.status))
    throw new AppError('refused', 'No run of this task is under way.', { refusal: 'run-ended' })
  await commandRun(actor, run.id, { type: 'stop' })
}

async function archive(actor: Actor, id: string): Promise<void> {
  const { run } = await readTask(actor, id)
  if (run && !isEnded(run.status))
    throw new AppError('refused', 'A run of this task is under way. Stop it first.', {
      refusal: 'run-under-way',
    })
  await changeTask(actor, id, { archived: true })
}
