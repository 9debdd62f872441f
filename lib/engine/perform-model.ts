/** Performs one model call: intent into the log, request out, answer or failure into the log with what it cost. */
import { BudgetExceeded } from '../budgets/holds/repository'
import { nextModel } from '../runs/after-failure'
import type { EventActor } from '../runs/events'
import type { ModelError, ModelRequest } from '../runs/message'
import { buildRequest } from '../runs/model-context'
import type { RecipeModel } from '../runs/recipe'
import { effortOf, modelOfCall, roleOfCall } from '../runs/roles'
import { recipeOf } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import type { Cost, UsageRecord } from '../usage/schema'
import { budgetLines, type Fitted, fitToBudget, settlement } from './call-budget'
import type { DraftDelta } from './draft-frames'
import { lightenParts, restorePart } from './heavy-parts'
import { endUntold, heldBySwitch, holdBack, tellOfBudget } from './hold-back'
import type { ModelOutcome } from './judge-reply'
import { ledgerEntry, nothingUsed } from './ledger-entry'
import { callModel } from './model'
import { brokenPrefix } from './prefix-break'
import type { ModelDelta } from './reply-collector'
import { redactError, redactParts, uniqueCalls } from './reply-parts'
import { changeModel, wakefulModel } from './resting-models'
import { retryDelayMs } from './retry-delay'
import { definitionsFor } from './run-catalogue'
import type { RunSession } from './run-session'
import type { ReadyModel } from './services'
import { bash } from './tools/bash'
import { wakeAt } from './wake-at'

/** Calls the model for a step. False when nothing was called: the caller decides again. */
export async function performModelCall(
  session: RunSession,
  step: number,
  attempt: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { journal, services } = session
  if (await heldBySwitch(session)) return false
  const first = attempt === 1 ? await wakefulModel(session) : null
  if (first) return changeModel(session, first.model, first.reason)
  const model = assertPresent(modelOfCall(journal.state), 'model')
  // The call before this one failed, and perhaps a person has mended its key a moment ago.
  if (attempt > 1) services.forgetProviders(session.workspaceId)
  const resolution = await services.resolveModel(session.workspaceId, model)
  if (!resolution.ok) return waitFor(session, resolution.error)
  const ready = resolution.model
  const lines = await budgetLines(session)
  if (lines && tellOfBudget(session, lines)) return false
  const request = requestOf(session)
  const fitted = await fitToBudget(session, request, ready, lines)
  if (!fitted.ok) return holdBack(session, fitted)

  const purpose = roleOfCall(journal.state) === 'plan' ? ('plan' as const) : ('step' as const)
  const bytes = await bytesOf(session, request)
  const callId = newId('call')
  if (!(await announceCall(session, { step, callId, attempt, model }, request, fitted))) return false
  // While the model thinks, the process for the command that it may ask for can start.
  if (recipeOf(journal.state).tools.includes(bash.name)) services.sandbox.prepare?.(session.workspaceId)
  session.frames.begin(callId)
  const outcome = await callModel(
    ready.handle,
    { ...request, maxOutputTokens: fitted.maxOutputTokens },
    {
      signal,
      bytes,
      onDelta: delta => session.frames.push(toFrame(delta)),
      ...(services.silence ? { timeouts: services.silence } : {}),
    },
  )
  await record(session, { step, callId, attempt, model, ready, purpose }, outcome)
  session.frames.end()
  return true
}

/** What the model is sent for the next answer. */
export function requestOf(session: RunSession): ModelRequest {
  const { state } = session.journal
  const tools = definitionsFor(recipeOf(state), session.catalogue)
  const effort = effortOf(state, roleOfCall(state))
  const request = buildRequest(state, tools, part => restorePart(part, session.heavy), session.settled)
  return effort ? { ...request, effort } : request
}

/** The bytes of the files that the model looks at, by hash. */
async function bytesOf(session: RunSession, { messages }: ModelRequest): Promise<Map<string, Uint8Array>> {
  const files = messages.flatMap(message => (message.role === 'user' ? (message.files ?? []) : []))
  const read = async (hash: string) => [hash, await session.store.read(hash)] as const
  return new Map(await Promise.all(files.map(file => read(file.hash))))
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
  { model, ...call }: { step: number; callId: string; attempt: number; model: RecipeModel },
  request: ModelRequest,
  fitted: Extract<Fitted, { ok: true }>,
): Promise<boolean> {
  const { journal, worker } = session
  const last = journal.state.steps.at(-1)
  const prefix = session.prefix.check(request)
  const { reserved } = fitted
  const { hash: prefixHash, messages } = prefix
  const { state } = journal
  const data = {
    ...call,
    prefixHash,
    messages,
    ...(reserved ? { reserved: reserved.reservation } : {}),
    ...(roleOfCall(state) === 'work' ? {} : { role: roleOfCall(state) }),
    ...(model.spec === state.model?.spec ? {} : { model: model.spec }),
  }
  journal.stage({ type: 'model-called', actor: worker, data }, undefined, reserved?.on(call.callId))
  const broken = brokenPrefix(session, last, prefix)
  if (broken) {
    const { step, callId } = call
    journal.stage({ type: 'prefix-broken', actor: worker, data: { step, callId, ...broken } })
  }
  try {
    return await journal.commit()
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    journal.dropIntents()
    return holdBack(session, { ok: false, why: 'others' })
  }
}

/** How long a run waits before it looks again whether its provider is there. */
const lookAgainMs = 60_000

/** The model cannot even be asked: its provider is gone, or its key cannot be read. Another one may do. */
function waitFor(session: RunSession, error: ModelError): false {
  const { journal, worker } = session
  const { state } = journal
  if (state.closing) return endUntold(session)
  const other = nextModel(state)
  const reason = error.message
  if (other) {
    journal.stage({ type: 'model-changed', actor: worker, data: { model: other, reason } })
    return false
  }
  const first = recipeOf(state).model
  if (first && first.spec !== state.model?.spec && recipeOf(state).fallbackModels?.length)
    journal.stage({ type: 'model-changed', actor: worker, data: { model: first, reason } })
  const isKey = error.code === 'credentials' || error.code === 'forbidden'
  const until = new Date(timeNow() + lookAgainMs)
  const data = {
    for: isKey ? ('credentials' as const) : ('model' as const),
    reason,
    until: until.toISOString(),
  }
  journal.stage({ type: 'run-waiting', actor: worker, data }, undefined, wakeAt(session, until))
  return false
}

interface Call {
  purpose: 'step' | 'plan'
  step: number
  callId: string
  attempt: number
  model: RecipeModel
  ready: ReadyModel
}

async function record(session: RunSession, call: Call, outcome: ModelOutcome): Promise<void> {
  const { step, callId } = call
  const { journal } = session
  const now = new Date(timeNow())
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
      booked && ledgerEntry(journal.state, call, now, booked, outcome),
      await settlement(session, booked ?? nothingUsed),
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
    ledgerEntry(journal.state, call, now, { usage: outcome.usage, cost }, outcome),
    await settlement(session, { usage: outcome.usage, cost }),
  )
}

/** The agent as the log names it. */
export function agentActor(session: RunSession): EventActor {
  const { agent } = recipeOf(session.journal.state)
  return { kind: 'agent', id: agent.id ?? '', name: agent.name }
}

function retryAt(error: ModelError, attempt: number, now: Date): string | undefined {
  if (!error.retryable) return undefined
  return new Date(now.getTime() + retryDelayMs(attempt, error.retryAfterMs)).toISOString()
}
