/** Launches a run of a task: freezes its recipe, writes its first event, and asks for a worker, all in one transaction. */
import type { Actor } from '../accounts/actor'
import { teamOf } from '../agents/repository'
import type { Agent } from '../agents/schema'
import { setTaskBudget } from '../budgets/repository'
import type { Connection } from '../db/client'
import type { AttachedFile } from '../files/schema'
import { runQueue } from '../queue/sender'
import type { EventActor } from '../runs/events'
import { placeEvents } from '../runs/log/place-events'
import { appendEvents } from '../runs/log/repository'
import type { Recipe, RecipeModel, RecipeRoles, RecipeSkill, RunBudget } from '../runs/recipe'
import { runLimits, type SomeLimits } from '../runs/recipe'
import { insertRun, nextAttempt } from '../runs/repository'
import { withLimits } from '../runs/rules'
import { delegateTool } from '../runs/run-state'
import { newId } from '../shared/id'
import { freezeCatalogue } from '../tool-servers/freeze-catalogue'
import type { JudgedChecks } from './judged-checks'
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
  /** The task wants its plan approved; the agent may want it too. */
  planGate?: boolean
  actor: EventActor
  /** What must hold before the work counts as done, with the models that judge it. */
  checks?: JudgedChecks
  /** The task's or the agent's, as far as they can be used now. */
  fallbackModels?: RecipeModel[]
  /** The agent's models and efforts by role, as far as they can be used now. */
  roles?: RecipeRoles | undefined
  /** The task's own limits, over the agent's. */
  limits?: SomeLimits
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
  const team = agent.tools.includes(delegateTool) ? await teamOf(tx, workspaceId, agent.id) : []
  const catalogue = await freezeCatalogue(tx, workspaceId, agent.toolServers)
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
    recipe: {
      ...freezeRecipe(launch),
      ...(team.length > 0 ? { team } : {}),
      ...(catalogue ? { catalogue } : {}),
    },
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

function freezeRecipe({
  agent,
  model,
  skills,
  budget,
  planGate,
  checks,
  fallbackModels = [],
  roles,
  limits = {},
}: Launch): Recipe {
  const isGated = planGate || agent.planGate
  const tools = new Set<string>(agent.tools.filter(tool => tool !== 'skill' || skills.length > 0))
  if (isGated) tools.add('plan')
  return {
    agent: { id: agent.id, name: agent.name },
    instructions: isGated ? `${agent.instructions}\n\n${gateInstruction}` : agent.instructions,
    model,
    tools: [...tools].sort(),
    skills: [...skills].sort((a, b) => (a.name < b.name ? -1 : 1)),
    limits: withLimits(runLimits.parse(agent.limits), limits),
    budget,
    ...(isGated ? { planGate: true } : {}),
    ...(checks && checks.checks.length > 0 ? checks : {}),
    ...(fallbackModels.length > 0 ? { fallbackModels } : {}),
    ...(roles ? { roles } : {}),
  }
}

const gateInstruction =
  'Before anything else, set a plan with the plan tool. A person approves it; until then only reading, planning and asking work.'
