/** The ledger's row of one model call, whoever made it. */
import type { UsageEntry } from '../runs/log/repository'
import type { RecipeModel } from '../runs/recipe'
import type { RunState } from '../runs/run-state'
import { newId } from '../shared/id'
import { noUsage } from '../usage/rules'
import type { Used } from './call-budget'
import type { ModelOutcome } from './judge-reply'

/** A call that was refused before any output has used nothing. */
export const nothingUsed: Used = {
  usage: noUsage,
  cost: { micros: 0, price: null, reportedMicros: null },
}

interface Call {
  step: number
  callId: string
  model: RecipeModel
  purpose?: UsageEntry['purpose']
}

/** A call that failed or was ended, or whose answer is of no use, is waste, by the name of its failure. */
export function ledgerEntry(
  state: RunState,
  { step, callId, model, purpose = 'step' }: Call,
  at: Date,
  { usage, cost }: Used,
  outcome: ModelOutcome,
): UsageEntry {
  const tools = outcome.parts.flatMap(part => (part.type === 'tool-call' ? [part.name] : []))
  return {
    id: newId('usage'),
    callId,
    step,
    at: at.toISOString(),
    vendor: model.vendor,
    model: model.modelId,
    responseModel: outcome.responseModel ?? null,
    usage,
    cost,
    waste: outcome.ok ? null : outcome.error.code,
    scripted: model.scripted,
    tools,
    skillVersions: [...new Set(state.openedSkills.map(skill => skill.versionId))].sort(),
    purpose,
    reported: outcome.usageReported,
  }
}
