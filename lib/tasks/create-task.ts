/** Assigns a task: checks everything it names, keeps its files, and starts its first run unless told not to. */

import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { chooseAgent } from '../agents/repository'
import type { Agent } from '../agents/schema'
import { usableFallbacks, usableRoles } from '../agents/usable-models'
import { type Connection, getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { isFree, setBlockers, waitToStart } from '../dependencies/repository'
import type { AttachedFile } from '../files/schema'
import { chooseModel } from '../providers/choose-model'
import type { RecipeModel, RecipeRoles, RecipeSkill } from '../runs/recipe'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import { chooseSkills } from '../skills/choose-skills'
import { type JudgedChecks, judgedChecks } from './judged-checks'
import { keepFiles } from './keep-files'
import { eventActorOf, launchRun } from './launch-run'
import { insertTask, readTask } from './repository'
import { titleFrom } from './rules'
import type { CreateTaskInput, StartedTask } from './schema'

/** A task whose every name was looked up: it only has to be written. */
export interface PreparedTask {
  input: CreateTaskInput
  agent: Agent
  model: RecipeModel | null
  skills: RecipeSkill[]
  files: AttachedFile[]
  checks: JudgedChecks
  fallbackModels: RecipeModel[]
  roles: RecipeRoles | undefined
  scripted: string | null
}

function laterThanNow(at: string | undefined): Date | null {
  return at !== undefined && Date.parse(at) > timeNow() ? new Date(at) : null
}

/** Creates the task and, unless `start` is false, its first run. `scripted` names a demo's script. */
export async function createTask(
  actor: Actor,
  input: CreateTaskInput,
  scripted: string | null = null,
): Promise<StartedTask> {
  const prepared = await prepareTask(actor, input, scripted)
  const taskId = await inTransaction(tx => writeTask(tx, actor, prepared))
  const { runs, ...task } = await readTask(actor, taskId)
  return { task, run: runs[0] ?? null }
}

/** Looks everything up, and writes nothing but the bytes of inline files. */
export async function prepareTask(
  actor: Actor,
  input: CreateTaskInput,
  scripted: string | null = null,
): Promise<PreparedTask> {
  requireCan(actor, 'task:write')
  const { workspaceId } = actor
  const db = getDatabase()
  const agent = await chooseAgent(db, workspaceId, input.agent)
  const [model, skills, files] = await Promise.all([
    chooseModel(workspaceId, input.model ?? agent.model),
    chooseSkills(db, workspaceId, input.skills ?? agent.skills),
    keepFiles(db, workspaceId, input.files ?? []),
  ])
  const [checks, fallbackModels, roles] = await Promise.all([
    judgedChecks(workspaceId, input.checks ?? []),
    usableFallbacks(workspaceId, input.fallbackModels ?? agent.fallbackModels, model),
    usableRoles(workspaceId, agent.roles, model),
  ])
  return { input, agent, model, skills, files, scripted, checks, fallbackModels, roles }
}

/** Writes the task and what follows from it, in the caller's transaction. Returns the task's id. */
export async function writeTask(
  tx: Connection,
  actor: Actor,
  prepared: PreparedTask,
  batchId: string | null = null,
): Promise<string> {
  const { input, agent, model, skills, files, scripted, checks, fallbackModels, roles } = prepared
  const { workspaceId } = actor
  const { instructions } = input
  const taskId = newId('task')
  const title = input.title ?? titleFrom(instructions)
  const { budget = {}, limits = {}, planGate = false } = input
  await insertTask(tx, {
    id: taskId,
    workspaceId,
    title,
    instructions,
    status: 'backlog',
    priority: input.priority ?? 0,
    ownerId: actor.memberId,
    agentId: agent.id,
    model: input.model ?? null,
    skills: skills.map(skill => skill.name),
    budget,
    checks: checks.checks,
    limits,
    ...(input.fallbackModels ? { fallbackModels: input.fallbackModels } : {}),
    files,
    scripted,
    planGate,
    batchId,
  })
  if (input.blockedBy) await setBlockers(tx, workspaceId, taskId, input.blockedBy)
  if (!input.start) return taskId
  const notBefore = laterThanNow(input.notBefore)
  if (notBefore || !(await isFree(tx, taskId))) {
    await waitToStart(tx, taskId, actor, notBefore)
    return taskId
  }
  const common = { workspaceId, taskId, title, instructions, files, agent, model, skills, budget }
  await launchRun(tx, {
    ...common,
    planGate,
    checks,
    fallbackModels,
    roles,
    limits,
    actor: eventActorOf(actor),
  })
  return taskId
}
