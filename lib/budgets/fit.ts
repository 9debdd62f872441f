/** Fits a call into every budget over it at once. Pure arithmetic. */
import { type CallShape, fitCall, unknownPriceReason } from './estimate'
import { type BudgetLine, budgetName, roomOf, spentWords } from './rules'
import type { Reservation } from './schema'

export type TreeFit =
  | { ok: true; maxOutputTokens: number; reservation: Reservation }
  /** `line` is the budget that holds the call. */
  | { ok: false; reason: string; line: BudgetLine }

/** The output is clamped until the worst case fits into each budget; the first that even the least answer does not fit into is named. */
export function fitTree(call: CallShape, lines: readonly BudgetLine[]): TreeFit {
  let { maxOutputTokens } = call
  for (const line of lines) {
    const fit = fitCall({ ...call, maxOutputTokens }, roomOf(line))
    if (!fit.ok) return { ok: false, ...refusal(line, fit.reason) }
    maxOutputTokens = fit.maxOutputTokens
  }
  const tokens = call.inputTokens + maxOutputTokens
  const micros = call.priceOf({ input: call.inputTokens, output: maxOutputTokens })
  return { ok: true, maxOutputTokens, reservation: { micros, tokens } }
}

/** Without a price no day and no month will help; a task's own budget needs no name. */
function refusal(line: BudgetLine, reason: string): { reason: string; line: BudgetLine } {
  if (reason !== unknownPriceReason)
    return { line, reason: `${budgetName(line)}: ${spentWords(line)}. ${reason}` }
  const stands = line.scope === 'workspace' || line.scope === 'member' || line.scope === 'agent'
  return { line: { ...line, until: null }, reason: stands ? `${budgetName(line)}: ${reason}` : reason }
}
