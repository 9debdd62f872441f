/** A model call whose worker died under it: its end in the log, and a row in the ledger with what it has probably used. */
import { openSideCall } from '../runs/calls'
import type { ModelError } from '../runs/message'
import type { RecipeModel } from '../runs/recipe'
import { openAttempt, type RunState, recipeOf } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { timeNow } from '../shared/clock'
import { noUsage } from '../usage/rules'
import type { Cost, UsageRecord } from '../usage/schema'
import { settlement, sideSettlement, type Used } from './call-budget'
import { estimateUsage } from './estimate-usage'
import type { ModelOutcome } from './judge-reply'
import { ledgerEntry } from './ledger-entry'
import { requestOf } from './perform-model'
import type { RunSession } from './run-session'

const error: ModelError = {
  code: 'aborted',
  message: 'The worker died during this call. What it used is an estimate.',
  retryable: false,
}
const outcome: ModelOutcome = {
  ok: false,
  error,
  parts: [],
  usageReported: false,
  timing: { firstOutputMs: null, totalMs: 0 },
}
const unknownCost: Cost = { micros: null, price: null, reportedMicros: null }

/**
 * For the moment after a claim, when nobody can be at a call any more. The vendor has read the request and may have
 * answered it, but nobody heard: all of the request counts as fresh input, and budgets keep the whole reservation.
 */
export async function stageLostCalls(session: RunSession): Promise<void> {
  const { journal, worker } = session
  const attempt = openAttempt(journal.state)
  if (attempt) {
    const { state } = journal
    const { step } = assertPresent(state.steps.at(-1), 'step')
    const { callId } = attempt
    const spec = attempt.model ?? state.model?.spec
    const purpose = attempt.role === 'plan' ? ('plan' as const) : ('step' as const)
    const { used, entry } = await account(session, { step, callId, spec, purpose }, estimate(session))
    journal.stage(
      { type: 'model-failed', actor: worker, data: { step, callId, error, ...used, lost: true } },
      entry,
      await settlement(session),
    )
  }
  const beside = openSideCall(journal.state)
  if (beside) {
    const { step, callId, purpose, model: spec } = beside
    // A summary reads the whole conversation; what a judge was shown is not in the log.
    const usage = purpose === 'summary' ? estimate(session) : undefined
    const { used, entry } = await account(session, { step, callId, spec, purpose }, usage)
    const data = { step, callId, purpose, problem: error.message, ...used }
    journal.stage({ type: 'side-finished', actor: worker, data }, entry, await sideSettlement(session))
  }
}

function estimate(session: RunSession): UsageRecord {
  return estimateUsage(requestOf(session), [])
}

interface LostCall {
  step: number
  callId: string
  spec: string | undefined
  purpose: 'step' | 'plan' | 'summary' | 'judge'
}

async function account(session: RunSession, { spec, ...call }: LostCall, usage: UsageRecord | undefined) {
  const { journal, services, workspaceId } = session
  const called = modelsOf(journal.state).find(one => one.spec === spec)
  // A person may have given the run another model meanwhile: then the price of the one that was called is not known.
  const model = called ?? assertPresent(journal.state.model, 'model')
  const now = new Date(timeNow())
  const resolution = usage && called ? await services.resolveModel(workspaceId, called) : undefined
  const cost =
    usage && resolution?.ok
      ? { ...resolution.model.priceOf(usage, now, undefined), reportedMicros: null }
      : unknownCost
  const used: Used = { usage: usage ?? noUsage, cost }
  return { used, entry: ledgerEntry(journal.state, { ...call, model }, now, used, outcome) }
}

function modelsOf(state: RunState): RecipeModel[] {
  const { model, fallbackModels = [], judgeModels = [], roles } = recipeOf(state)
  const named = [state.model, model, ...fallbackModels, ...judgeModels]
  const byRole = Object.values(roles ?? {}).map(role => role?.model)
  return [...named, ...byRole].flatMap(one => one ?? [])
}
