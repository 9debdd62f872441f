/** The ledger's row of one model call, whoever made it. */
import type { UsageEntry } from '../runs/log/repository'
import type { CallRole, RecipeModel } from '../runs/recipe'
import { newId } from '../shared/id'
import { noUsage } from '../usage/rules'
import type { Used } from './call-budget'

/** A call that was refused before any output has used nothing. */
export const nothingUsed: Used = {
  usage: noUsage,
  cost: { micros: 0, price: null, reportedMicros: null },
}

/** `waste`: why nothing came of the call, or null. */
export function ledgerEntry(
  call: { step: number; callId: string; model: RecipeModel; role: CallRole },
  at: Date,
  { usage, cost }: Used,
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
    role: call.role,
    scripted: call.model.scripted,
  }
}
