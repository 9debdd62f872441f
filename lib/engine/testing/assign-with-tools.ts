/** Assigns a task to the default agent with tools that only a test has. */
import { chooseAgent } from '../../agents/repository'
import type { Agent } from '../../agents/schema'
import { inTransaction } from '../../db/transaction'
import { chooseModel } from '../../providers/choose-model'
import { createTask } from '../../tasks/create-task'
import { launchRun } from '../../tasks/launch-run'
import { createTaskInput } from '../../tasks/schema'
import type { Tool } from '../tools/tool'
import type { EngineBed } from './engine-bed'

/** `more` changes the agent for this run alone. Returns the id of the run. */
export async function assignWithTools(
  bed: EngineBed,
  tools: readonly Tool[],
  instructions: string,
  more: Partial<Agent> = {},
): Promise<string> {
  const { workspaceId } = bed.actor
  const { task } = await createTask(bed.actor, createTaskInput.parse({ instructions, start: false }))
  const found = await chooseAgent(bed.db, workspaceId, undefined)
  const agent = { ...found, tools: [...found.tools, ...tools.map(tool => tool.name)], ...more } as Agent
  const model = await chooseModel(workspaceId, null)
  const launch = { workspaceId, taskId: task.id, title: 'x', instructions, files: [], skills: [], budget: {} }
  const actor = { kind: 'person' as const, id: 'a', name: 'Ada' }
  return await inTransaction(tx => launchRun(tx, { ...launch, agent, model, actor }))
}
