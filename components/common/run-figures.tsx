import type { UsageTotals } from '../../lib/usage/schema'
import { costWords, tokenWords } from '../../lib/usage/words'

interface RunFiguresProps {
  usage: UsageTotals
  scripted: boolean
  className?: string
}

/** Tokens and, always beside them, dollars. */
export function RunFigures({ usage, scripted, className = '' }: RunFiguresProps) {
  return (
    <span className={`tabular whitespace-nowrap ${className}`}>
      {tokenWords(usage, scripted)}
      <span className="text-faint"> · </span>
      {costWords(usage, scripted)}
    </span>
  )
}
