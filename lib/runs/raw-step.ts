/** The raw words of a step. Requests are not stored: each is built again from the log, and its hash proves it. */
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { loadHeavyParts, restorePart } from '../engine/heavy-parts'
import { PrefixChain } from '../engine/prefix'
import { definitionsFor, openCatalogue } from '../engine/run-catalogue'
import { openFileStore } from '../files/repository'
import { notFound } from '../http/errors'
import { foldRun } from './fold'
import { buildRequest } from './model-context'
import { readRunEvents } from './repository'
import { recipeOf } from './run-state'
import type { RawStep } from './schema'

export async function readRawStep(actor: Actor, runId: string, step: number): Promise<RawStep> {
  const events = await readRunEvents(actor, runId, 0, 100_000)
  const called = events.findLast(event => event.type === 'model-called' && event.data.step === step)
  if (called?.type !== 'model-called') throw notFound('step')
  const before = foldRun(
    null,
    events.filter(event => event.seq < called.seq),
  )
  const after = foldRun(null, events)
  if (!before || !after) throw notFound('step')
  const store = openFileStore(getDatabase(), actor.workspaceId)
  const heavy = await loadHeavyParts(after, store)
  const recipe = recipeOf(before)
  const tools = definitionsFor(recipe, await openCatalogue(recipe, store))
  const request = buildRequest(before, tools, part => restorePart(part, heavy))
  const { hash } = new PrefixChain().check(request)
  const reply = after.steps[step - 1]
  return {
    step,
    request: { instructions: request.instructions, tools: request.tools, messages: request.messages },
    reply: {
      parts: reply?.parts.map(part => restorePart(part, heavy)) ?? [],
      finishReason: reply?.finishReason ?? null,
    },
    prefixHash: called.data.prefixHash,
    verified: hash === called.data.prefixHash,
  }
}
