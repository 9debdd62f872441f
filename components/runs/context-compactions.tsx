'use client'

import { compactionResult } from '../../lib/runs/compaction-result'
import type { Compaction, RunState } from '../../lib/runs/run-state'
import { formatCount } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { signedMicros } from './compaction-money'
import { useRun } from './run-context'

/** Profit and loss of every time that this context was told shorter: as foreseen before it, and as it came. */
export function ContextCompactions({ state }: { state: RunState }) {
  const scripted = state.model?.scripted ?? false
  const made = state.compactions.filter(({ step }) => step > (state.fork?.fromStep ?? 0))
  if (made.length === 0) return null
  return (
    <section aria-label="Told shorter" className="mt-5">
      <h3 className="mb-1 font-medium">Told shorter</h3>
      <table className="tabular w-full table-fixed">
        <caption className="sr-only">Profit and loss of each time that the context was told shorter</caption>
        <thead>
          <tr className="h-7 text-left text-meta text-muted">
            <th className="w-16 font-medium">Before</th>
            <th className="font-medium">Tokens</th>
            <th className="w-20 text-right font-medium">Foreseen</th>
            <th className="w-20 text-right font-medium">Real</th>
          </tr>
        </thead>
        <tbody>
          {made.map(compaction => (
            <Row key={compaction.at} compaction={compaction} state={state} scripted={scripted} />
          ))}
        </tbody>
      </table>
      <p className="mt-1.5 text-meta text-muted">
        {scripted
          ? 'A played model costs nothing, so there is no profit to tell.'
          : 'Profit (+) or loss (−): what later calls did not send again, less what was sent anew and the summary.'}
      </p>
    </section>
  )
}

interface RowProps {
  compaction: Compaction
  state: RunState
  scripted: boolean
}

function Row({ compaction, state, scripted }: RowProps) {
  const money = useMoney()
  const { showStep } = useRun()
  const { step, tokensBefore, tokensAfter, forecast } = compaction
  const result = compactionResult(state, state.compactions.indexOf(compaction))
  const words = (micros: number | null | undefined): string =>
    scripted ? '–' : micros === null || micros === undefined ? 'unknown' : signedMicros(micros, money)
  return (
    <tr className="h-7 align-baseline">
      <td className="p-0">
        <button
          type="button"
          onClick={() => showStep(step)}
          className="min-h-7 rounded-sm text-accent-text hover:underline max-md:min-h-10"
        >
          Step {step}
        </button>
      </td>
      <td className="truncate text-muted">
        {formatCount(tokensBefore)} → {formatCount(tokensAfter)}
        {forecast?.forced ? <span className="block text-meta">The window was full</span> : null}
      </td>
      <td className="text-right text-muted">{words(forecast?.profitMicros)}</td>
      <td className="text-right">
        {result ? words(result.netMicros) : <span className="text-muted">no call yet</span>}
        {result && !result.settled && !scripted ? <span className="text-muted"> so far</span> : null}
      </td>
    </tr>
  )
}
