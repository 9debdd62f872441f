/** Tokens and money in words. An unknown price is said, never shown as nothing. Pure. */
import type { Money } from '../shared/currency'
import { formatCount } from '../shared/format'
import type { UsageTotals } from './schema'

/** All tokens, in and out. `inputTokens` and `outputTokens` are wholes: their parts are not added again. */
export function totalTokens(usage: Pick<UsageTotals, 'inputTokens' | 'outputTokens'>): number {
  return usage.inputTokens + usage.outputTokens
}

/** "$0.42", "≥ $0.42" when some calls have no price, "price unknown", "–" for scripted runs and for no call. */
export function costWords(
  usage: Pick<UsageTotals, 'costUsd' | 'costUnknown'>,
  money: Money,
  scripted = false,
): string {
  if (scripted) return '–'
  if (usage.costUnknown) return usage.costUsd === null ? 'price unknown' : `≥ ${money(usage.costUsd)}`
  return usage.costUsd === null ? '–' : money(usage.costUsd)
}

/** "12k tokens", or "12k simulated" where a script played the model. */
export function tokenWords(
  usage: Pick<UsageTotals, 'inputTokens' | 'outputTokens'>,
  scripted = false,
): string {
  return `${formatCount(totalTokens(usage))} ${scripted ? 'simulated' : 'tokens'}`
}
