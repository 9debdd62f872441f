'use client'

import { callsOf } from '../../lib/runs/calls'
import { figuresOf, reportedOtherwise } from '../../lib/runs/figures'
import { ownSteps, type RunState } from '../../lib/runs/run-state'
import { formatCount, formatDuration } from '../../lib/shared/format'
import { noUsage } from '../../lib/usage/rules'
import type { UsageRecord } from '../../lib/usage/schema'
import { useMoney } from '../common/money'
import { barLabel, barParts } from '../common/token-kinds'
import { StackedBar } from '../ui/stacked-bar'
import { BurnRate, Notes } from './burn-meter'
import { CacheSection } from './cache-section'
import { CompactionSum } from './compaction-money'
import { figuresCost } from './figures-words'
import { useRun } from './run-context'
import { TokenTable } from './token-table'
import { WhatIfSection } from './what-if'

/** Where the tokens went: by kind, and step by step. The sums are the run's own totals. */
export function InspectorUsage({ state }: { state: RunState }) {
  const money = useMoney()
  const { selectedStep, selectStep } = useRun()
  const scripted = state.model?.scripted ?? false
  const largest = Math.max(1, ...ownSteps(state).map(({ step }) => figuresOf(callsOf(state, step)).tokens))
  return (
    <div className="scroll-quiet flex-1 overflow-y-auto px-4 py-3.5">
      <TokenTable state={state} />
      <Notes state={state} />
      <BurnRate state={state} />
      <CompactionSum state={state} />
      <CacheSection state={state} />
      <WhatIfSection state={state} />
      <h2 className="mt-5 mb-1 text-body">By step</h2>
      <table className="tabular w-full">
        <thead>
          <tr className="h-7 text-left text-meta text-muted">
            <th className="w-8 font-medium">Step</th>
            <th className="font-medium">Kinds</th>
            <th className="w-14 text-right font-medium">Model</th>
            <th className="w-14 text-right font-medium">Tokens</th>
            <th className="min-w-18 pl-3 text-right font-medium">Cost</th>
          </tr>
        </thead>
        <tbody>
          {ownSteps(state).map(({ step, timing }) => {
            const calls = callsOf(state, step)
            const usage = sumUsage(calls.flatMap(call => call.usage ?? []))
            const figures = figuresOf(calls)
            return (
              <tr
                key={step}
                data-selected={selectedStep === step}
                className="h-7 [content-visibility:auto] hover:bg-hover data-[selected=true]:bg-selected"
              >
                <td>
                  <button
                    type="button"
                    aria-label={`Step ${step}`}
                    aria-pressed={selectedStep === step}
                    onClick={() => selectStep(step)}
                    className="h-6 w-full rounded-sm text-left font-mono text-meta text-muted hover:text-ink"
                  >
                    {step}
                  </button>
                </td>
                <td className="pr-3">
                  <StackedBar label={barLabel(usage)} parts={barParts(usage)} total={largest} />
                </td>
                <td className="text-right text-muted">{timing ? formatDuration(timing.totalMs) : ''}</td>
                <td className="text-right">{formatCount(figures.tokens)}</td>
                <td className="whitespace-nowrap pl-3 text-right text-muted">
                  {figures.tokens > 0 ? figuresCost(figures, money, scripted) : ''}
                  <Reported micros={reportedOtherwise(calls)} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function sumUsage(records: readonly UsageRecord[]): UsageRecord {
  const sum = { ...noUsage }
  for (const record of records) {
    for (const key of Object.keys(sum) as (keyof UsageRecord)[]) sum[key] += record[key]
  }
  return sum
}

/** Where the provider names another sum than the price row gives, both are shown. */
function Reported({ micros }: { micros: number | null }) {
  const money = useMoney()
  if (micros === null) return null
  return <span className="block text-meta text-waiting">provider says {money(micros / 1_000_000)}</span>
}
