/** Assigns a task from a template with values. */
import type { Actor } from '../accounts/actor'
import { inTransaction } from '../db/transaction'
import { readyTemplate } from '../starts/start-work'
import { readTask } from '../tasks/repository'
import type { StartedTask } from '../tasks/schema'
import { readTemplate } from './repository'
import type { UseTemplateInput } from './schema'

export async function assignFromTemplate(
  actor: Actor,
  id: string,
  input: UseTemplateInput,
): Promise<StartedTask> {
  const template = await readTemplate(actor, id)
  const work = await readyTemplate(actor, template, input.inputs, { files: input.files, start: input.start })
  const taskId = await inTransaction(tx => work.write(tx))
  const { runs, ...task } = await readTask(actor, taskId)
  return { task, run: runs[0] ?? null }
}
