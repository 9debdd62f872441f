/** Starts a run that another run hands work to: row, first event, share of the budget and wake-up, in one transaction. */

import { setRunBudget } from '../budgets/repository'
import type { Connection } from '../db/client'
import type { AttachedFile } from '../files/schema'
import type { RunQueue } from '../queue/run-queue'
import { timeNow } from '../shared/clock'
import type { Json } from '../shared/json'
import { depthOf } from './delegation'
import type { EventActor, EventDraft } from './events'
import { placeEvents } from './log/place-events'
import { appendEvents } from './log/repository'
import type { Recipe } from './recipe'
import type { RunState } from './run-state'
import { insertChild } from './tree/repository'

export interface NewChild {
  runId: string
  callId: string
  index: number
  title: string
  instructions: string
  files: AttachedFile[]
  recipe: Recipe
  schema?: { [key: string]: Json }
  /** The parent's, where the child shares its prompt cache. */
  cacheKey?: string | undefined
  actor: EventActor
  /** Why it cannot be started after all: then it ends as failed before it begins. */
  problem?: string
}

/** Takes part in the transaction of the parent's `child-started`. */
export async function launchChild(
  db: Connection,
  queue: Pick<RunQueue, 'wake'>,
  workspaceId: string,
  parent: RunState,
  child: NewChild,
): Promise<void> {
  const { runId, callId, index, title, instructions, files, recipe, schema, cacheKey, actor, problem } = child
  const { taskId, attempt } = parent.created
  const now = new Date(timeNow())
  const depth = depthOf(parent) + 1
  const { model } = recipe
  await insertChild(db, {
    id: runId,
    parentRunId: parent.runId,
    depth,
    title,
    agentName: recipe.agent.name,
    model: model?.spec ?? '',
    scripted: model?.scripted ?? false,
    createdAt: now,
  })
  const delegation = {
    callId,
    index,
    depth,
    ...(schema ? { schema } : {}),
    ...(cacheKey ? { cacheKey } : {}),
  }
  const drafts: EventDraft[] = [
    {
      type: 'run-created',
      actor,
      data: { taskId, attempt, parentRunId: parent.runId, title, instructions, files, recipe, delegation },
    },
  ]
  if (problem !== undefined)
    drafts.push({
      type: 'run-ended',
      actor,
      data: { status: 'failed', reason: 'model-error', message: problem, result: null },
    })
  await appendEvents(db, null, placeEvents(runId, 0, drafts, now.toISOString()))
  await setRunBudget(db, workspaceId, runId, recipe.budget)
  if (problem === undefined) await queue.wake(db, runId, workspaceId)
}
