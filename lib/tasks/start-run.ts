/** Starts another attempt at a task, with the task's own choices unless others are named. */

import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { chooseAgent } from '../agents/repository'
import { usableFallbacks, usableRoles } from '../agents/usable-models'
import { type Connection, getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { chooseModel } from '../providers/choose-model'
import { requireIdleTask } from '../runs/repository'
import { chooseSkills } from '../skills/choose-skills'
import { judgedChecks } from './judged-checks'
import { eventActorOf, type Launch, launchRun } from './launch-run'
import { readTask } from './repository'
import type { StartedTask, StartRunInput } from './schema'

/** Another attempt whose every name was looked up. */
type PreparedAttempt = Omit<Launch, 'actor'>

/** Refused while another run of the task is under way. */
export async function startRun(actor: Actor, taskId: string, input: StartRunInput): Promise<StartedTask> {
  const attempt = await prepareAttempt(actor, taskId, input)
  await inTransaction(tx => launchAttempt(tx, actor, attempt))
  const { runs, ...task } = await readTask(actor, taskId)
  return { task, run: runs[0] ?? null }
}

/** Looks everything up and writes nothing. */
export async function prepareAttempt(
  actor: Actor,
  taskId: string,
  input: StartRunInput,
): Promise<PreparedAttempt> {
  requireCan(actor, 'task:write')
  const found = await readTask(actor, taskId)
  const db = getDatabase()
  const { workspaceId } = actor
  const agent = await chooseAgent(db, workspaceId, input.agent ?? found.agentId ?? undefined)
  const spec = input.model ?? found.model ?? (found.scripted ? `demo:${found.scripted}` : agent.model)
  const [model, skills] = await Promise.all([
    chooseModel(workspaceId, spec),
    chooseSkills(db, workspaceId, found.skills.length > 0 ? found.skills : agent.skills),
  ])
  const [checks, fallbackModels, roles] = await Promise.all([
    judgedChecks(workspaceId, found.checks),
    usableFallbacks(workspaceId, found.fallbackModels ?? agent.fallbackModels, model),
    usableRoles(workspaceId, agent.roles, model),
  ])
  const { title, instructions, files, planGate, limits } = found
  const budget = input.budget ?? found.budget
  const words = { workspaceId, taskId, title, instructions, files }
  return { ...words, agent, model, skills, budget, planGate, checks, fallbackModels, roles, limits }
}

/** Starts it, in the caller's transaction. Throws `refused` while another run of the task is under way. */
export async function launchAttempt(tx: Connection, actor: Actor, attempt: PreparedAttempt): Promise<void> {
  await requireIdleTask(tx, attempt.taskId)
  await launchRun(tx, { ...attempt, actor: eventActorOf(actor) })
}
