/** Launches a run of a task: freezes its recipe, writes its first event, and asks for a worker, all in one transaction. */
import type { Actor } from '../accounts/actor'
import type { Agent } from '../agents/schema'
import { setTaskBudget } from '../budgets/repository'
import type { Connection } from '../db/client'
import type { AttachedFile } from '../files/schema'
import { runQueue } from '../queue/sender'
import type { EventActor } from '../runs/events'
import { placeEvents } from '../runs/log/place-events'
import { appendEvents } from '../runs/log/repository'
import type { Recipe, RecipeModel, RecipeSkill, RunBudget } from '../runs/recipe'
import { runLimits } from '../runs/recipe'
import { insertRun, nextAttempt } from '../runs/repository'
import { newId } from '../shared/id'
import { attachRun } from './repository'

export interface Launch {
  workspaceId: string
  taskId: string
  title: string
  instructions: string
  files: AttachedFile[]
  agent: Agent
  model: RecipeModel | null
  skills: RecipeSkill[]
  budget: RunBudget
  actor: EventActor
}

/** The actor as the log names them. */
export function eventActorOf(actor: Actor): EventActor {
  return { kind: actor.kind, id: actor.id, name: actor.name }
}

/** Returns the new run's id. */
export async function launchRun(tx: Connection, launch: Launch): Promise<string> {
  const { workspaceId, taskId, agent, model } = launch
  const runId = newId('run')
  const now = new Date()
  const attempt = await nextAttempt(tx, taskId)
  await insertRun(tx, {
    id: runId,
    workspaceId,
    taskId,
    attempt,
    agentName: agent.name,
    model: model?.spec ?? '',
    scripted: model?.scripted ?? false,
    createdAt: now,
  })
  const data = {
    taskId,
    attempt,
    parentRunId: null,
    title: launch.title,
    instructions: launch.instructions,
    files: launch.files,
    recipe: freezeRecipe(launch),
  }
  const events = placeEvents(
    runId,
    0,
    [{ type: 'run-created', actor: launch.actor, data }],
    now.toISOString(),
  )
  await appendEvents(tx, null, events)
  const priority = await attachRun(tx, taskId, runId)
  await setTaskBudget(tx, workspaceId, taskId, launch.budget)
  const queue = await runQueue()
  await queue.wake(tx, runId, workspaceId, { priority })
  return runId
}

function freezeRecipe({ agent, model, skills, budget }: Launch): Recipe {
  return {
    agent: { id: agent.id, name: agent.name },
    instructions: agent.instructions,
    model,
    tools: agent.tools.filter(tool => tool !== 'skill' || skills.length > 0).sort(),
    skills: [...skills].sort((a, b) => (a.name < b.name ? -1 : 1)),
    limits: runLimits.parse(agent.limits),
    budget,
  }
}
