import { notBelow } from '../../lib/usage/forecast/rules'
import type { Forecast } from '../../lib/usage/forecast/schema'
import type { UsageTotals } from '../../lib/usage/schema'
import { totalTokens } from '../../lib/usage/words'

/** What the run and all below it are going to use, in the light of what they have used by now. */
export function forecastNow(forecast: Forecast, usage: UsageTotals): Forecast {
  const micros = usage.costUnknown ? null : Math.round((usage.costUsd ?? 0) * 1e6)
  return notBelow(forecast, { tokens: totalTokens(usage), micros })
}
