import type { Figures } from '../../lib/runs/figures'
import type { Money } from '../../lib/shared/currency'
import { formatCount, formatDuration, formatWhole } from '../../lib/shared/format'
import { useMoney } from '../common/money'

interface FiguresWordsProps {
  figures: Figures | null
  durationMs?: number | null | undefined
  scripted: boolean
}

/** Duration, tokens and dollars at the end of a line, in figures that do not jump. */
export function FiguresWords({ figures, durationMs, scripted }: FiguresWordsProps) {
  const money = useMoney()
  return (
    <span className="tabular flex shrink-0 items-center gap-3 whitespace-nowrap text-meta text-muted">
      {typeof durationMs === 'number' ? <span>{formatDuration(durationMs)}</span> : null}
      {figures && figures.tokens > 0 ? (
        <span
          className="max-phone:hidden"
          title={`${formatWhole(figures.tokens)} ${scripted ? 'simulated tokens' : 'tokens'} in this step's model call`}
        >
          {formatCount(figures.tokens)}
          <span className="text-faint"> · </span>
          {figuresCost(figures, money, scripted)}
        </span>
      ) : null}
    </span>
  )
}

/** What figures cost, in words; an unknown price is never nothing. */
export function figuresCost(figures: Figures, money: Money, scripted: boolean): string {
  if (scripted) return '–'
  if (figures.unpriced) return figures.micros > 0 ? `≥ ${money(figures.micros / 1e6)}` : 'price unknown'
  return money(figures.micros / 1e6)
}
