'use client'

import type { Forecast } from '../../lib/usage/forecast/schema'
import { basisWords, rangeWords } from '../../lib/usage/forecast/words'

import { useMoney } from '../common/money'

/** In the header: what the attempt will have used at its end, as far as similar runs tell. */
export function ProjectedTotal({ forecast }: { forecast: Forecast }) {
  const range = rangeWords(forecast, useMoney())
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
