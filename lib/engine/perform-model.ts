/** Performs one model call: intent into the log, request out, answer or failure into the log with what it cost. */
import type { EventActor } from '../runs/events'
import type { UsageEntry } from '../runs/log/repository'
import type { ModelError, ReplyPart } from '../runs/message'
import { buildRequest } from '../runs/model-context'
import type { RecipeModel } from '../runs/recipe'
import { recipeOf } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { newId } from '../shared/id'
import type { Json } from '../shared/json'
import type { Cost, UsageRecord } from '../usage/schema'
import { lightenParts, restorePart } from './heavy-parts'
import type { ModelOutcome } from './judge-reply'
import { callModel } from './model'
import { retryDelayMs } from './retry-delay'
import type { RunSession } from './run-session'
import type { ReadyModel } from './services'
import { toolDefinitions } from './tools/catalog'

/** Calls the model for a step. False when the log had moved before the call: the caller decides again. */
export async function performModelCall(
  session: RunSession,
  step: number,
  attempt: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { journal, services } = session
  const model = assertPresent(journal.state.model, 'model')
  const recipe = recipeOf(journal.state)
  const request = buildRequest(
    journal.state,
    toolDefinitions(recipe.tools),
    part => restorePart(part, session.heavy),
    session.settled,
  )
  const callId = newId('call')
  const prefix = session.prefix.check(request)
  journal.stage({
    type: 'model-called',
    actor: session.worker,
    data: { step, callId, attempt, prefixHash: prefix.hash, messages: prefix.messages },
  })
  if (prefix.broken)
    journal.stage({ type: 'prefix-broken', actor: session.worker, data: { step, callId, ...prefix.broken } })
  if (!(await journal.commit())) return false

  const resolution = await services.resolveModel(session.workspaceId, model)
  if (!resolution.ok) {
    journal.stage({
      type: 'model-failed',
      actor: session.worker,
      data: { step, callId, error: resolution.error },
    })
    return true
  }
  session.frames.begin(callId)
  const outcome = await callModel(resolution.model.handle, request, {
    signal,
    onDelta: delta =>
      session.frames.push({
        kind: delta.kind,
        text: delta.text,
        ...(delta.callId ? { toolCallId: delta.callId } : {}),
        ...(delta.name ? { toolName: delta.name } : {}),
      }),
  })
  await record(session, { step, callId, attempt, model, ready: resolution.model }, outcome)
  session.frames.end()
  return true
}

interface Call {
  step: number
  callId: string
  attempt: number
  model: RecipeModel
  ready: ReadyModel
}

async function record(session: RunSession, call: Call, outcome: ModelOutcome): Promise<void> {
  const { step, callId } = call
  const { journal } = session
  const now = new Date()
  const actor = agentActor(session)
  const price = (usage: UsageRecord): Cost => ({
    ...call.ready.priceOf(usage, now, outcome.responseModel),
    ...(outcome.reportedMicros === undefined ? {} : { reportedMicros: outcome.reportedMicros }),
  })
  if (!outcome.ok) {
    const { usage, error } = outcome
    const booked = usage ? { usage, cost: price(usage) } : undefined
    const again = retryAt(error, call.attempt, now)
    journal.stage(
      {
        type: 'model-failed',
        actor,
        data: {
          step,
          callId,
          error: redactError(session, error),
          ...booked,
          ...(again ? { retryAt: again } : {}),
        },
      },
      booked && ledgerEntry(call, now, booked.usage, booked.cost, outcome.responseModel, error.code),
    )
    return
  }
  const whole = uniqueCalls(session, redactParts(session, outcome.parts), callId)
  const parts = await lightenParts(whole, session.store, session.heavy)
  const cost = price(outcome.usage)
  journal.stage(
    {
      type: 'model-replied',
      actor,
      data: {
        step,
        callId,
        parts,
        finishReason: outcome.finishReason,
        usage: outcome.usage,
        usageReported: outcome.usageReported,
        cost,
        timing: outcome.timing,
        ...(outcome.responseModel ? { responseModel: outcome.responseModel } : {}),
      },
    },
    ledgerEntry(call, now, outcome.usage, cost, outcome.responseModel, null),
  )
}

function agentActor(session: RunSession): EventActor {
  const { agent } = recipeOf(session.journal.state)
  return { kind: 'agent', id: agent.id ?? '', name: agent.name }
}

function ledgerEntry(
  call: Call,
  at: Date,
  usage: UsageRecord,
  cost: Cost,
  responseModel: string | undefined,
  waste: string | null,
): UsageEntry {
  return {
    id: newId('usage'),
    callId: call.callId,
    step: call.step,
    at: at.toISOString(),
    vendor: call.model.vendor,
    model: call.model.modelId,
    responseModel: responseModel ?? null,
    usage,
    cost,
    waste,
    scripted: call.model.scripted,
  }
}

function retryAt(error: ModelError, attempt: number, now: Date): string | undefined {
  if (!error.retryable) return undefined
  return new Date(now.getTime() + retryDelayMs(attempt, error.retryAfterMs)).toISOString()
}

function redactError(session: RunSession, error: ModelError): ModelError {
  return { ...error, message: session.redact(error.message) }
}

function redactParts(session: RunSession, parts: ReplyPart[]): ReplyPart[] {
  return parts.map(part =>
    part.type === 'tool-call'
      ? { ...part, input: redactJson(session, part.input) }
      : { ...part, text: session.redact(part.text) },
  )
}

function redactJson(session: RunSession, value: Json): Json {
  if (typeof value === 'string') return session.redact(value)
  if (Array.isArray(value)) return value.map(inner => redactJson(session, inner))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactJson(session, inner)]))
}

/** Some servers number their calls anew in each answer. A call's id names one call in the run, so repeats are renamed. */
function uniqueCalls(session: RunSession, parts: ReplyPart[], modelCallId: string): ReplyPart[] {
  const seen = new Set(Object.keys(session.journal.state.toolCalls))
  return parts.map((part, index) => {
    if (part.type !== 'tool-call') return part
    const callId = part.callId === '' || seen.has(part.callId) ? `${modelCallId}-${index}` : part.callId
    seen.add(callId)
    return { ...part, callId }
  })
}
