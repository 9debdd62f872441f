/** Starts one of the twelve tasks, with an agent and a model as the measure wants them. */
import { chooseAgent } from '../../lib/agents/repository'
import type { Agent } from '../../lib/agents/schema'
import { inTransaction } from '../../lib/db/transaction'
import type { EngineBed } from '../../lib/engine/testing/engine-bed'
import { openFileStore } from '../../lib/files/repository'
import { chooseModel } from '../../lib/providers/choose-model'
import type { RecipeModel } from '../../lib/runs/recipe'
import { chooseSkills } from '../../lib/skills/choose-skills'
import { createTask } from '../../lib/tasks/create-task'
import { launchRun } from '../../lib/tasks/launch-run'
import { createTaskInput } from '../../lib/tasks/schema'
import type { IsOn, TokenTask } from './token-tasks'

const wideWindow = 400_000

export async function assignTokenTask(bed: EngineBed, task: TokenTask, isOn: IsOn): Promise<string> {
  const { workspaceId } = bed.actor
  const instructions = `Do the work of "${task.name}".`
  const created = await createTask(bed.actor, createTaskInput.parse({ instructions, start: false }))
  const found = await chooseAgent(bed.db, workspaceId, undefined)
  const bodies = task.skill && !isOn('skills') ? await skillBodies(bed) : ''
  const { toolServers = [] } = task
  const agent: Agent = { ...found, instructions: `${found.instructions}${bodies}`, toolServers }
  const model = await modelOf(workspaceId, 'openai:gpt-5', isOn('shorter') ? task.window : undefined)
  const small = task.roles?.summarise?.model && isOn('small') ? task.roles.summarise.model : undefined
  const summarise = small ? await modelOf(workspaceId, small, undefined) : undefined
  const skills = task.skill && isOn('skills') ? await chooseSkills(bed.db, workspaceId, null) : []
  const actor = { kind: 'person' as const, id: 'owner', name: 'Ada' }
  const launch = { workspaceId, taskId: created.task.id, title: task.name, instructions, budget: {}, actor }
  return await inTransaction(async tx =>
    launchRun(tx, {
      ...launch,
      agent,
      model,
      skills,
      files: task.image ? [await picture(bed)] : [],
      ...(summarise ? { roles: { summarise: { model: summarise } } } : {}),
      ...(task.checks ? { checks: { checks: task.checks } } : {}),
    }),
  )
}

async function modelOf(workspaceId: string, spec: string, window: number | undefined): Promise<RecipeModel> {
  const model = await chooseModel(workspaceId, spec)
  if (!model) throw new Error(`${spec} is not there`)
  return { ...model, contextTokens: window ?? wideWindow }
}

/** All skills word for word, as they stand in a prompt where none can be opened on demand. */
async function skillBodies(bed: EngineBed): Promise<string> {
  const versions = await bed.db.skillVersion.findMany({
    where: { skill: { workspaceId: bed.actor.workspaceId } },
    select: { body: true },
    orderBy: { description: 'asc' },
  })
  return versions.map(({ body }) => `\n\n${body}`).join('')
}

/** One red pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

async function picture(bed: EngineBed) {
  const store = openFileStore(bed.db, bed.actor.workspaceId)
  const entry = await store.write(Buffer.from(pixel, 'base64'))
  return { path: 'picture.png', mediaType: 'image/png' as const, ...entry }
}
