/** Starts another attempt at a task, with the task's own choices unless others are named. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { chooseAgent } from '../agents/repository'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { chooseModel } from '../providers/choose-model'
import { requireIdleTask } from '../runs/repository'
import { chooseSkills } from '../skills/choose-skills'
import { judgedChecks, usableFallbacks } from './judged-checks'
import { eventActorOf, launchRun } from './launch-run'
import { readTask } from './repository'
import type { StartedTask, StartRunInput } from './schema'

/** Refused while another run of the task is under way. */
export async function startRun(actor: Actor, taskId: string, input: StartRunInput): Promise<StartedTask> {
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
  const [checks, fallbackModels] = await Promise.all([
    judgedChecks(workspaceId, found.checks),
    usableFallbacks(workspaceId, agent.fallbackModels, model),
  ])
  await inTransaction(async tx => {
    await requireIdleTask(tx, taskId)
    await launchRun(tx, {
      workspaceId,
      taskId,
      title: found.title,
      instructions: found.instructions,
      files: found.files,
      agent,
      model,
      skills,
      budget: input.budget ?? found.budget,
      planGate: found.planGate,
      checks,
      fallbackModels,
      limits: found.limits,
      actor: eventActorOf(actor),
    })
  })
  const { runs, ...task } = await readTask(actor, taskId)
  return { task, run: runs[0] ?? null }
}
