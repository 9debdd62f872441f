'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { runContextQuery } from '../../lib/runs/context-queries'
import type { ContextPiece, RunContextView } from '../../lib/runs/context-schema'
import { type RunState, stepsOver } from '../../lib/runs/run-state'
import type { Money } from '../../lib/shared/currency'
import { formatCount, formatPlural } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { QueryError } from '../common/query-error'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import { StackedBar } from '../ui/stacked-bar'
import { ContextCompactions } from './context-compactions'
import { ContextList } from './context-list'
import { ContextMap } from './context-map'
import { kindLooks } from './piece-kinds'
import { useRun } from './run-context'

/** What occupies the model's window at a step, and what each piece of it has cost so far. */
export function InspectorContext({ state }: { state: RunState }) {
  const { selectedStep } = useRun()
  const query = useQuery(runContextQuery(state.runId, selectedStep, stepsOver(state)))
  if (query.error)
    return (
      <QueryError
        title="The context could not be loaded."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <Skeleton className="m-4 h-60 rounded-control" />
  if (query.data.step === null)
    return (
      <EmptyState title="Nothing was sent yet">
        The pieces of the first request appear here once it is answered.
      </EmptyState>
    )
  return <ContextPane state={state} view={query.data} stale={query.isPlaceholderData} />
}

interface PaneProps {
  state: RunState
  view: RunContextView
  stale: boolean
}

function ContextPane({ state, view, stale }: PaneProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const { selectStep, showStep } = useRun()
  const scripted = state.model?.scripted ?? false
  const choose = (piece: ContextPiece) => setChosen(chosen === piece.key ? null : piece.key)
  const piece = view.pieces.find(one => one.key === chosen)
  return (
    <div className="scroll-quiet flex-1 overflow-y-auto px-4 py-3">
      <StepChooser view={view} onStep={selectStep} />
      <div className={stale ? 'opacity-60' : ''}>
        <Fill view={view} />
        <ContextMap pieces={view.pieces} chosen={chosen} onChoose={choose} />
        {piece ? (
          <PieceNote piece={piece} scripted={scripted} onShow={showStep} />
        ) : (
          <Dearest view={view} scripted={scripted} />
        )}
        <ContextList pieces={view.pieces} chosen={chosen} onChoose={choose} scripted={scripted} />
      </div>
      <ContextCompactions state={state} />
    </div>
  )
}

function StepChooser({ view, onStep }: { view: RunContextView; onStep: (step: number) => void }) {
  const steps = [...new Set(view.calls.map(call => call.step))]
  const at = Math.max(0, steps.indexOf(view.step ?? 0))
  const go = (index: number) => onStep(steps[index] ?? 1)
  const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <div className="flex items-center gap-1">
      <h2 className="tabular whitespace-nowrap text-body">
        Step {view.step} <span className="font-normal text-muted">of {steps.at(-1)}</span>
      </h2>
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={`Step ${view.step}`}
        min={0}
        max={steps.length - 1}
        value={at}
        onChange={event => go(Number(event.target.value))}
        className="mx-2 h-6 min-w-0 flex-1 accent-(--accent)"
      />
      <IconButton label="Previous step" disabled={at === 0} onClick={() => go(at - 1)}>
        <ChevronLeft {...icon} />
      </IconButton>
      <IconButton label="Next step" disabled={at >= steps.length - 1} onClick={() => go(at + 1)}>
        <ChevronRight {...icon} />
      </IconButton>
    </div>
  )
}

/** How full the window is, by kind, with the line from which the context is told shorter. */
function Fill({ view }: { view: RunContextView }) {
  const { window, line, pieces } = view
  const parts = Object.entries(kindLooks).map(([kind, { label, dot }]) => {
    const value = pieces.reduce((sum, piece) => (piece.kind === kind ? sum + piece.tokens : sum), 0)
    return { key: kind, value, className: dot, label: `${label}: ${formatCount(value)}` }
  })
  const held = parts.filter(part => part.value > 0)
  const tokens = held.reduce((sum, part) => sum + part.value, 0)
  const whole = Math.max(window ?? line, tokens)
  const words = held.map(part => part.label).join(', ')
  return (
    <div className="mt-1 mb-3">
      <div className="relative py-1">
        <StackedBar
          label={`${formatCount(tokens)} tokens. ${words}`}
          parts={held}
          total={whole}
          className="h-2"
        />
        <span
          aria-hidden
          className="absolute top-0 h-4 w-px bg-waiting"
          style={{ left: `${(line / whole) * 100}%` }}
        />
      </div>
      <p className="tabular flex flex-wrap gap-x-3 text-meta text-muted">
        <span>
          <span className="text-ink">{formatCount(tokens)}</span>
          {window === null ? ' tokens' : ` of ${formatCount(window)} tokens`}
        </span>
        <span>told shorter from {formatCount(line)}</span>
      </p>
      <ul className="mt-1.5 flex flex-wrap gap-x-3 gap-y-0.5 text-meta text-muted">
        {held.map(({ key, className, label }) => (
          <li key={key} className="tabular flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-[2px] ${className}`} />
            {label}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface NoteProps {
  piece: ContextPiece
  scripted: boolean
  onShow: (step: number) => void
}

function PieceNote({ piece, scripted, onShow }: NoteProps) {
  const money = useMoney()
  const { step } = piece
  return (
    <div className="mt-2 mb-1 rounded-control bg-sunken px-3 py-2" aria-live="polite">
      <p className="break-words font-medium">{piece.label}</p>
      <p className="tabular mt-0.5 text-meta text-muted">
        {kindLooks[piece.kind].label} · {lifeWords(piece)}
        {scripted ? '' : costOf(piece, money)}
      </p>
      {step === null ? null : (
        <button
          type="button"
          onClick={() => onShow(step)}
          className="mt-1 min-h-7 rounded-control text-accent-text text-meta hover:underline max-md:min-h-9"
        >
          Show step {step} in the transcript
        </button>
      )}
    </div>
  )
}

function lifeWords({ sends, sentTokens }: ContextPiece): string {
  return `${formatCount(sentTokens)} tokens over ${formatPlural(sends, 'call')}`
}

function costOf({ micros, resentMicros }: ContextPiece, money: Money): string {
  if (micros === null) return ', price unknown'
  return `, ${money(micros / 1e6)} in all, ${money((resentMicros ?? 0) / 1e6)} of it for sending it again`
}

/** The piece whose repetition has cost most, of those that come from the work. */
function Dearest({ view, scripted }: { view: RunContextView; scripted: boolean }) {
  const money = useMoney()
  const [dearest] = view.pieces
    .filter(piece => piece.step !== null && (piece.resentMicros ?? 0) > 0)
    .toSorted((a, b) => (b.resentMicros ?? 0) - (a.resentMicros ?? 0))
  if (!dearest || scripted) return <div className="h-3" />
  return (
    <p className="mt-2 mb-1 text-muted">
      “{dearest.label}” in step {dearest.step} has cost{' '}
      <span className="tabular text-ink">{money((dearest.micros ?? 0) / 1e6)}</span>: {lifeWords(dearest)}.
    </p>
  )
}
