/** Asks a model beside the conversation, for a judgement or a summary: intent, budget and ledger like any other call. */
import { BudgetExceeded } from '../budgets/holds/repository'
import type { ModelError, ModelRequest } from '../runs/message'
import type { RecipeModel } from '../runs/recipe'
import type { SidePurpose } from '../runs/work-events'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import { budgetLines, type Fitted, fitToBudget, sideSettlement } from './call-budget'
import { heldBySwitch } from './hold-back'
import type { ModelOutcome } from './judge-reply'
import { ledgerEntry, nothingUsed } from './ledger-entry'
import { callModel } from './model'
import type { RunSession } from './run-session'
import type { ReadyModel } from './services'

export type SideAnswer =
  | { ok: true; text: string }
  /** `moved`: the log has moved, so the caller decides again. */
  | { ok: false; why: 'moved' }
  /** `held`: by this budget; left out when other calls hold what is left. */
  | { ok: false; why: 'budget'; message: string; held?: Extract<Fitted, { why: 'budget' }> }
  | { ok: false; why: 'model'; error: ModelError }

interface Question {
  step: number
  purpose: SidePurpose
  model: RecipeModel
  request: ModelRequest
}

/** One call, one answer or a reason. What it used is in the log and in the ledger when this returns. */
export async function askBeside(
  session: RunSession,
  question: Question,
  signal: AbortSignal,
): Promise<SideAnswer> {
  const { services, workspaceId } = session
  if (await heldBySwitch(session)) return { ok: false, why: 'moved' }
  const resolution = await services.resolveModel(workspaceId, question.model)
  if (!resolution.ok) return { ok: false, why: 'model', error: resolution.error }
  const ready = resolution.model
  const fitted = await fitToBudget(session, question.request, ready, await budgetLines(session))
  if (!fitted.ok) return unfit(fitted)
  const callId = newId('call')
  const announced = await announce(session, question, callId, fitted.reserved)
  if (announced) return announced
  const request = { ...question.request, maxOutputTokens: fitted.maxOutputTokens }
  const timeouts = services.silence ? { timeouts: services.silence } : {}
  const outcome = await callModel(ready.handle, request, { signal, ...timeouts })
  await record(session, question, callId, ready, asUsed(outcome, signal))
  if (!outcome.ok) return { ok: false, why: 'model', error: outcome.error }
  const texts = outcome.parts.flatMap(part => (part.type === 'text' ? [part.text] : []))
  return { ok: true, text: session.redact(texts.join('\n').trim()) }
}

/** An answer that came when the run had been told to stop, or that holds no words, is thrown away: waste in the ledger. */
function asUsed(outcome: ModelOutcome, signal: AbortSignal): ModelOutcome {
  if (!outcome.ok) return outcome
  if (signal.aborted) return { ...outcome, ok: false, error: stoppedMeanwhile }
  const hasWords = outcome.parts.some(part => part.type === 'text' && part.text.trim() !== '')
  return hasWords ? outcome : { ...outcome, ok: false, error: withoutWords }
}

const stoppedMeanwhile: ModelError = {
  code: 'aborted',
  message: 'The answer came when the run had been stopped, and was not used.',
  retryable: false,
}
const withoutWords: ModelError = {
  code: 'invalid-response',
  message: 'The answer held no words.',
  retryable: true,
}

const othersHold = 'Another call took what was left of the budget.'

function unfit(fitted: Extract<Fitted, { ok: false }>): SideAnswer {
  if (fitted.why === 'moved') return { ok: false, why: 'moved' }
  if (fitted.why === 'others') return { ok: false, why: 'budget', message: othersHold }
  return { ok: false, why: 'budget', message: fitted.reason, held: fitted }
}

async function announce(
  session: RunSession,
  { step, purpose, model }: Question,
  callId: string,
  reserved: Extract<Fitted, { ok: true }>['reserved'],
): Promise<SideAnswer | null> {
  const { journal, worker } = session
  const data = {
    step,
    callId,
    purpose,
    model: model.spec,
    ...(reserved ? { reserved: reserved.reservation } : {}),
  }
  journal.stage({ type: 'side-called', actor: worker, data }, undefined, reserved?.on(callId))
  try {
    return (await journal.commit()) ? null : { ok: false, why: 'moved' }
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    journal.dropIntents()
    return { ok: false, why: 'budget', message: othersHold }
  }
}

async function record(
  session: RunSession,
  { step, purpose, model }: Question,
  callId: string,
  ready: ReadyModel,
  outcome: ModelOutcome,
): Promise<void> {
  const now = new Date(timeNow())
  const { usage, responseModel, reportedMicros } = outcome
  const cost = usage && {
    ...ready.priceOf(usage, now, responseModel),
    ...(reportedMicros === undefined ? {} : { reportedMicros }),
  }
  const used = usage && cost ? { usage, cost } : undefined
  const problem = outcome.ok ? undefined : session.redact(outcome.error.message)
  const call = { step, callId, model, purpose }
  session.journal.stage(
    {
      type: 'side-finished',
      actor: session.worker,
      data: { step, callId, purpose, ...(problem === undefined ? {} : { problem }), ...used },
    },
    used && ledgerEntry(session.journal.state, call, now, used, outcome),
    await sideSettlement(session, used ?? nothingUsed),
  )
  await session.journal.commit()
}
