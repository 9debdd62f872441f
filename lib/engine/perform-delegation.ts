/** Hands parts of a run's work to runs of their own: starts them, gathers what came of them, and waits in between. */

import type { FileTree } from '../files/schema'
import { childRecipe, sameAgent } from '../runs/child-recipe'
import { type DelegatedPart, type HandedCall, isGathered, partsToStart, titleOf } from '../runs/delegation'
import type { EventDraft } from '../runs/events'
import { launchChild } from '../runs/launch-child'
import { resultProblem } from '../runs/result-shape'
import { openChildren, type ToolCallState } from '../runs/run-state'
import { sharedCacheKey } from '../runs/shared-prefix'
import { ChildMoved, endedOf, readEnd, requireAtWork, usageOfBranch } from '../runs/tree/repository'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import type { Json } from '../shared/json'
import { admitCalls } from './admit-delegation'
import { findChildAgent } from './child-agent'
import { digestOf } from './delegation-digest'
import { filesAt } from './handed-files'
import { agentActor } from './perform-model'
import type { RunSession } from './run-session'

/** Characters of a child's result that its parent's log keeps; the whole of it is in the child's own log. */
const keptCharacters = 4_000

/** Takes the calls as far as they go now. Afterwards they have results, or the run waits. */
export async function performDelegation(session: RunSession, calls: ToolCallState[]): Promise<void> {
  const { journal } = session
  const known = journal.state.children.length
  const handed = await admitCalls(session, calls)
  if (handed) {
    const before = openChildren(journal.state).map(child => child.childRunId)
    const ended = await gatherEnds(session, handed, before)
    const failed = await startParts(session, handed)
    const isDone = await finishCalls(session, handed)
    if (!isDone && !failed) {
      const atWork = before.filter(id => !ended.includes(id))
      const guard = (db: Parameters<typeof requireAtWork>[0]) => requireAtWork(db, atWork)
      journal.stage(waiting(session), undefined, guard)
    }
  }
  try {
    if (await journal.commit()) announceFrom(session, known)
  } catch (error) {
    if (!(error instanceof ChildMoved)) throw error
    journal.dropIntents()
  }
}

/** Whoever looks at the tree sees a part before a worker has taken it. */
function announceFrom({ journal, services, workspaceId }: RunSession, known: number): void {
  for (const child of journal.state.children.slice(known))
    services.news.announce(workspaceId, child.childRunId, 1)
}

/** Children that have ended since, as facts. Returns their ids. */
async function gatherEnds(
  { journal, services: { db }, worker }: RunSession,
  handed: readonly HandedCall[],
  open: readonly string[],
): Promise<string[]> {
  const ended = await endedOf(db, open)
  for (const child of openChildren(journal.state)) {
    if (!ended.includes(child.childRunId)) continue
    const [end, usage] = await Promise.all([
      readEnd(db, child.childRunId),
      usageOfBranch(db, child.childRunId),
    ])
    if (!end) throw new Error(`Run ${child.childRunId} has ended and does not say how`)
    const schema = handed.find(call => call.callId === child.callId)?.parts[child.index]?.schema
    const problem = schema && end.status === 'succeeded' ? resultProblem(schema, end.result ?? '') : null
    const data = {
      callId: child.callId,
      childRunId: child.childRunId,
      status: end.status,
      result: (end.result ?? end.message).slice(0, keptCharacters),
      usage,
      ...(problem === null ? {} : { problem }),
    }
    journal.stage({ type: 'child-finished', actor: worker, data })
  }
  return ended
}

/** Starts as many parts as there is room for. True when one of them could not be started and has ended at once. */
async function startParts(session: RunSession, handed: readonly HandedCall[]): Promise<boolean> {
  const { journal, services, workspaceId, worker } = session
  let failed = false
  // Ids sort by time: those of one moment are made to sort like the parts.
  const begunAt = timeNow()
  const parts = partsToStart(journal.state, handed)
  const atOnce = openChildren(journal.state).length + parts.length
  for (const [place, { call, index, part }] of parts.entries()) {
    const runId = newId('run', begunAt + place)
    const { state } = journal
    const found = await findChildAgent(session, part)
    const recipe = childRecipe(state, found.ok ? found.agent : sameAgent(state), part.budget ?? {})
    const child = {
      runId,
      callId: call.callId,
      index,
      title: titleOf(part),
      instructions: briefOf(part),
      files: filesFor(state.files, part),
      recipe,
      cacheKey: sharedCacheKey(state, recipe, atOnce),
      ...(part.schema ? { schema: part.schema as { [key: string]: Json } } : {}),
      actor: agentActor(session),
      ...(found.ok ? {} : { problem: found.problem }),
    }
    failed ||= !found.ok
    const { step, callId } = call
    const agentName = recipe.agent.name
    const data = { step, callId, index, childRunId: runId, agentName, title: child.title }
    journal.stage({ type: 'child-started', actor: worker, data }, undefined, db =>
      launchChild(db, services.queue, workspaceId, state, child),
    )
  }
  return failed
}

/** What was there when the call was made and has gone since is not handed on. */
function filesFor(tree: FileTree, { files = [] }: DelegatedPart) {
  return files.flatMap(path => {
    const found = filesAt(tree, [path])
    return found.ok ? found.files : []
  })
}

const briefing =
  'This is one part of a larger task. Your last answer goes to the agent that asked for it, with the files you made.'

function briefOf({ instructions, schema }: DelegatedPart): string {
  const shape = schema
    ? `\n\nAnswer in the end with nothing but JSON of this schema:\n${JSON.stringify(schema)}`
    : ''
  return `${instructions}\n\n${briefing}${shape}`
}

/** Results of the calls whose parts have all ended. True when no call is left. */
async function finishCalls(session: RunSession, handed: readonly HandedCall[]): Promise<boolean> {
  const { journal, worker } = session
  let left = 0
  for (const call of handed) {
    const { state } = journal
    if (!isGathered(state, call)) {
      left += 1
      continue
    }
    const { output, changes, display } = await digestOf(session, call)
    const startedAt = state.toolCalls[call.callId]?.startedAt ?? state.lastEventAt
    const durationMs = Math.max(0, timeNow() - Date.parse(startedAt))
    const data = {
      step: call.step,
      callId: call.callId,
      name: 'delegate',
      output,
      isError: false,
      durationMs,
    }
    journal.stage({ type: 'tool-finished', actor: worker, data: { ...data, changes, display } })
  }
  return left === 0
}

function waiting({ journal, worker }: RunSession): EventDraft {
  const reason = openChildren(journal.state)
    .map(child => `${child.agentName}: ${child.title}`)
    .join(' · ')
  return { type: 'run-waiting', actor: worker, data: { for: 'child', reason } }
}
