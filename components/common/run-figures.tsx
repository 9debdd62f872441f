import { formatCount, formatWhole } from '../../lib/shared/format'
import type { UsageTotals } from '../../lib/usage/schema'
import { costWords, tokenWords, totalTokens } from '../../lib/usage/words'
import { useMoney } from './money'

interface RunFiguresProps {
  usage: UsageTotals
  scripted: boolean
  /** Says it in fewer letters where space is short. */
  short?: boolean
  className?: string
}

/** Tokens and, always beside them, dollars. */
export function RunFigures({ usage, scripted, short = false, className = '' }: RunFiguresProps) {
  const money = useMoney()
  const exact = `${formatWhole(totalTokens(usage))} ${scripted ? 'simulated tokens' : 'tokens'}, ${costWords(usage, money, scripted)}`
  return (
    <span className={`tabular whitespace-nowrap ${className}`} title={exact}>
      {short && !scripted ? (
        <>
          {formatCount(totalTokens(usage))}
          <span className="sr-only"> tokens</span>
        </>
      ) : (
        tokenWords(usage, scripted)
      )}
      <span className="text-faint"> · </span>
      {short && !scripted && usage.costUnknown && usage.costUsd === null ? (
        <>
          <span aria-hidden>{money.symbol} ?</span>
          <span className="sr-only">price unknown</span>
        </>
      ) : (
        costWords(usage, money, scripted)
      )}
    </span>
  )
}
