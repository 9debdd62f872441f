/** Performs one model call: intent into the log, request out, answer or failure into the log with what it cost. */
import { BudgetExceeded } from '../budgets/repository'
import type { EventActor } from '../runs/events'
import type { UsageEntry } from '../runs/log/repository'
import type { ModelError, ModelRequest, ReplyPart } from '../runs/message'
import { buildRequest } from '../runs/model-context'
import type { RecipeModel } from '../runs/recipe'
import { recipeOf } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { newId } from '../shared/id'
import type { Json } from '../shared/json'
import { noUsage } from '../usage/rules'
import type { Cost, UsageRecord } from '../usage/schema'
import { type Fitted, fitToBudget, settlement } from './call-budget'
import type { DraftDelta } from './draft-frames'
import { lightenParts, restorePart } from './heavy-parts'
import type { ModelOutcome } from './judge-reply'
import { callModel } from './model'
import type { ModelDelta } from './reply-collector'
import { retryDelayMs } from './retry-delay'
import type { RunSession } from './run-session'
import type { ReadyModel } from './services'
import { bash } from './tools/bash'
import { toolDefinitions } from './tools/catalog'

/** Calls the model for a step. False when nothing was called: the caller decides again. */
export async function performModelCall(
  session: RunSession,
  step: number,
  attempt: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { journal, services } = session
  const model = assertPresent(journal.state.model, 'model')
  // The call before this one failed, and perhaps a person has mended its key a moment ago.
  if (attempt > 1) services.forgetProviders(session.workspaceId)
  const resolution = await services.resolveModel(session.workspaceId, model)
  if (!resolution.ok) return waitFor(session, resolution.error)
  const ready = resolution.model
  const request = requestOf(session)
  const fitted = await fitToBudget(session, request, ready)
  if (!fitted.ok) return waitForBudget(session, fitted.reason)

  const callId = newId('call')
  if (!(await announceCall(session, { step, callId, attempt }, request, fitted))) return false
  // While the model thinks, the process for the command that it may ask for can start.
  if (recipeOf(journal.state).tools.includes(bash.name)) services.sandbox.prepare?.(session.workspaceId)
  session.frames.begin(callId)
  const outcome = await callModel(
    ready.handle,
    { ...request, maxOutputTokens: fitted.maxOutputTokens },
    {
      signal,
      onDelta: delta => session.frames.push(toFrame(delta)),
      ...(services.silence ? { timeouts: services.silence } : {}),
    },
  )
  await record(session, { step, callId, attempt, model, ready }, outcome)
  session.frames.end()
  return true
}

function requestOf(session: RunSession): ModelRequest {
  const { state } = session.journal
  const tools = toolDefinitions(recipeOf(state).tools)
  return buildRequest(state, tools, part => restorePart(part, session.heavy), session.settled)
}

function toFrame(delta: ModelDelta): DraftDelta {
  return {
    kind: delta.kind,
    text: delta.text,
    ...(delta.callId ? { toolCallId: delta.callId } : {}),
    ...(delta.name ? { toolName: delta.name } : {}),
  }
}

/** Writes the intent and reserves what the call may cost. False when the log had moved or the budget is gone. */
async function announceCall(
  session: RunSession,
  call: { step: number; callId: string; attempt: number },
  request: ModelRequest,
  fitted: Extract<Fitted, { ok: true }>,
): Promise<boolean> {
  const { journal, worker } = session
  const lost = settlement(session)
  const prefix = session.prefix.check(request)
  const { reservation, effect } = fitted
  const { hash: prefixHash, messages } = prefix
  const data = { ...call, prefixHash, messages, ...(reservation ? { reserved: reservation } : {}) }
  const effects = [lost, effect].flatMap(one => one ?? [])
  journal.stage({ type: 'model-called', actor: worker, data }, undefined, ...effects)
  if (prefix.broken) {
    const { step, callId } = call
    journal.stage({ type: 'prefix-broken', actor: worker, data: { step, callId, ...prefix.broken } })
  }
  try {
    return await journal.commit()
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    journal.dropIntents()
    return waitForBudget(session, 'Another call took what was left of the budget.')
  }
}

function waitForBudget(session: RunSession, reason: string): false {
  session.journal.stage({ type: 'run-waiting', actor: session.worker, data: { for: 'budget', reason } })
  return false
}

/** The model cannot even be asked: its provider is gone, or its key cannot be read. */
function waitFor(session: RunSession, error: ModelError): false {
  const isKey = error.code === 'credentials' || error.code === 'forbidden'
  const data = { for: isKey ? ('credentials' as const) : ('model' as const), reason: error.message }
  session.journal.stage({ type: 'run-waiting', actor: session.worker, data })
  return false
}

interface Call {
  step: number
  callId: string
  attempt: number
  model: RecipeModel
  ready: ReadyModel
}

/** A call that was refused before any output has used nothing. */
const nothingUsed = { usage: noUsage, cost: { micros: 0, price: null, reportedMicros: null } }

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
      settlement(session, booked ?? nothingUsed),
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
    settlement(session, { usage: outcome.usage, cost }),
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

/** A call's id is a key in the run's state, and goes back to the server that made it. */
const maxCallIdCharacters = 200

function isUsableId(callId: string): boolean {
  return callId !== '' && callId.length <= maxCallIdCharacters && !(callId in Object.prototype)
}

/**
 * Some servers number their calls anew in each answer. A call's id names one call in the run, so repeats are renamed,
 * and so are ids that no state could hold.
 */
function uniqueCalls(session: RunSession, parts: ReplyPart[], modelCallId: string): ReplyPart[] {
  const { toolCalls } = session.journal.state
  const seen = new Set<string>()
  return parts.map((part, index) => {
    if (part.type !== 'tool-call') return part
    const isKnown = seen.has(part.callId) || Object.hasOwn(toolCalls, part.callId)
    const callId = isKnown || !isUsableId(part.callId) ? `${modelCallId}-${index}` : part.callId
    seen.add(callId)
    return { ...part, callId }
  })
}
