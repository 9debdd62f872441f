'use client'

import { RotateCcw } from 'lucide-react'
import { usageTotalsOf } from '../../lib/runs/projection'
import type { RunState } from '../../lib/runs/run-state'
import { formatDuration, formatPlural } from '../../lib/shared/format'
import { RunFigures } from '../common/run-figures'
import { StatusIcon } from '../common/status-icon'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { GoOn } from './go-on'
import { useRun } from './run-context'

const names = { succeeded: 'Finished', failed: 'Failed', stopped: 'Stopped' } as const

/** How the run ended, and what it came to: time, steps, files, tokens, dollars. */
export function EndRow({ state }: { state: RunState }) {
  const { retry } = useRun()
  const mayRun = useAllowed('task:write')
  const { end, status } = state
  if (!end || !(status in names)) return null
  const took = Date.parse(state.endedAt ?? state.lastEventAt) - Date.parse(state.created.at)
  const calls = Object.values(state.toolCalls)
  const changed = new Set(calls.flatMap(call => call.changes?.map(change => change.path) ?? []))
  const words = [
    formatDuration(took),
    formatPlural(state.steps.length, 'step'),
    formatPlural(calls.length, 'call'),
    changed.size > 0 ? formatPlural(changed.size, 'file changed', 'files changed') : '',
  ].filter(Boolean)
  return (
    <div className="mt-3 mb-6 border-t pt-3 pl-8">
      <p className="tabular flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        <span className="flex items-center gap-1.5 font-medium text-ink">
          <StatusIcon status={status} label={false} />
          {names[status as keyof typeof names]}
        </span>
        {words.map(word => (
          <span key={word}>{word}</span>
        ))}
        <RunFigures usage={usageTotalsOf(state)} scripted={state.model?.scripted ?? false} />
      </p>
      {status === 'succeeded' ? null : (
        <div className="mt-2 max-w-[72ch]">
          <p className="text-read">{end.message}</p>
          {end.result && !isSaid(state) ? (
            <p className="mt-1 whitespace-pre-wrap text-muted">{end.result}</p>
          ) : null}
          <p className="mt-2 flex flex-wrap gap-2">
            {state.created.parentRunId === null ? <GoOn state={state} /> : null}
            {mayRun && state.created.parentRunId === null ? (
              <Button onClick={retry}>
                <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
                Run again
              </Button>
            ) : null}
          </p>
        </div>
      )}
    </div>
  )
}

/** Whether the agent said the result itself; else Reef told it from the log. */
function isSaid(state: RunState): boolean {
  return state.steps.at(-1)?.parts.some(part => part.type === 'text' && part.text.trim() !== '') ?? false
}
