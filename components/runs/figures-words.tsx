import type { Figures } from '../../lib/runs/figures'
import { formatCount, formatDollars, formatDuration, formatWhole } from '../../lib/shared/format'

interface FiguresWordsProps {
  figures: Figures | null
  durationMs?: number | null | undefined
  scripted: boolean
}

/** Duration, tokens and dollars at the end of a line, in figures that do not jump. */
export function FiguresWords({ figures, durationMs, scripted }: FiguresWordsProps) {
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
          {figuresCost(figures, scripted)}
        </span>
      ) : null}
    </span>
  )
}

/** What figures cost, in words; an unknown price is never nothing. */
export function figuresCost(figures: Figures, scripted: boolean): string {
  if (scripted) return '–'
  if (figures.unpriced)
    return figures.micros > 0 ? `≥ ${formatDollars(figures.micros / 1e6)}` : 'price unknown'
  return formatDollars(figures.micros / 1e6)
}
