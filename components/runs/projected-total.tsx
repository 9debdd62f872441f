'use client'

import type { Forecast } from '../../lib/usage/forecast/schema'
import { basisWords, rangeWords } from '../../lib/usage/forecast/words'
import type { UsageTotals } from '../../lib/usage/schema'

import { useMoney } from '../common/money'
import { forecastNow } from './forecast-now'

/** In the header: what the attempt will have used at its end, as far as similar runs tell. */
export function ProjectedTotal({ forecast, usage }: { forecast: Forecast; usage: UsageTotals }) {
  const range = rangeWords(forecastNow(forecast, usage), useMoney())
  if (range === null) return null
  return (
    <span
      className="tabular whitespace-nowrap text-muted max-xl:hidden"
      title={`Projected total, by ${basisWords(forecast)}`}
    >
      <span aria-hidden>→ </span>
      <span className="sr-only">projected total </span>
      {range}
    </span>
  )
}
