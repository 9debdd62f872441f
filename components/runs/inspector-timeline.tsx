'use client'

import { Minus, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { type Span, spansOf } from '../../lib/runs/spans'
import { formatDuration } from '../../lib/shared/format'
import { useNow } from '../common/use-now'
import { classNames } from '../ui/class-names'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { useRun } from './run-context'

const zooms = [1, 2, 4, 8, 16, 32] as const

/** Where the time went: the model's lane above, the tools' lane below, on one real clock. */
export function InspectorTimeline({ state }: { state: RunState }) {
  const live = !isEnded(state.status)
  const now = useNow(1000, live)
  const spans = useMemo(() => spansOf(state), [state])
  const [zoom, setZoom] = useState(0)
  const first = spans[0]
  if (!first)
    return <EmptyState title="Nothing has been timed yet">The first model call starts the clock.</EmptyState>
  const start = Math.min(first.start, Date.parse(state.created.at))
  const end = live ? now : Date.parse(state.endedAt ?? state.lastEventAt)
  return (
    <div className="scroll-quiet flex-1 overflow-y-auto px-4 py-3.5">
      <Totals spans={spans} start={start} end={end} />
      <div className="mt-3 flex items-center justify-between">
        <h2 className="text-body">Time</h2>
        <span className="tabular flex items-center gap-1 text-muted">
          <IconButton label="Zoom out" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
            <Minus size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
          {zooms[zoom]}×
          <IconButton label="Zoom in" disabled={zoom === zooms.length - 1} onClick={() => setZoom(zoom + 1)}>
            <Plus size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
        </span>
      </div>
      <Lanes spans={spans} start={start} end={end} zoom={zooms[zoom] ?? 1} />
    </div>
  )
}

function Totals({ spans, start, end }: { spans: readonly Span[]; start: number; end: number }) {
  const sum = (lane: Span['lane']) =>
    spans.reduce((left, span) => (span.lane === lane ? left + (span.end ?? end) - span.start : left), 0)
  const [model, tool, whole] = [sum('model'), sum('tool'), Math.max(1, end - start)]
  const rows = [
    { label: 'Model', value: model, className: 'bg-token-output' },
    { label: 'Tools', value: tool, className: 'bg-token-cache-read' },
    { label: 'Waiting', value: Math.max(0, whole - model - tool), className: 'bg-strong' },
  ]
  return (
    <dl className="tabular grid grid-cols-3 gap-3">
      {rows.map(({ label, value, className }) => (
        <div key={label}>
          <dt className="flex items-center gap-1.5 text-meta text-muted">
            <span aria-hidden className={`size-2 rounded-[2px] ${className}`} />
            {label}
          </dt>
          <dd>
            {formatDuration(value)} <span className="text-faint">{Math.round((value / whole) * 100)} %</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

interface LanesProps {
  spans: readonly Span[]
  start: number
  end: number
  zoom: number
}

function Lanes({ spans, start, end, zoom }: LanesProps) {
  const { selectedStep, selectStep } = useRun()
  const whole = Math.max(1000, end - start)
  const place = (time: number) => ((time - start) / whole) * 100
  return (
    <section
      aria-label="Time line"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="scroll-quiet mt-1 overflow-x-auto rounded-control border bg-sunken"
    >
      <div className="relative h-24" style={{ width: `${zoom * 100}%` }}>
        <Axis whole={whole} zoom={zoom} />
        {spans.map(span => {
          const words = `Step ${span.step}: ${span.name}, ${formatDuration((span.end ?? end) - span.start)}`
          return (
            <button
              key={span.key}
              type="button"
              title={words}
              aria-label={words}
              onClick={() => selectStep(span.step)}
              style={{
                left: `${place(span.start)}%`,
                width: `${place(span.end ?? end) - place(span.start)}%`,
              }}
              className={classNames(
                'absolute h-6 min-w-[3px] rounded-[3px] hover:brightness-110',
                span.lane === 'model' ? 'top-8 bg-token-output' : 'top-16 bg-token-cache-read',
                span.failed && 'outline-2 outline-failed -outline-offset-2',
                span.end === null && 'animate-pulse-slow',
                selectedStep !== null && selectedStep !== span.step && 'opacity-35',
              )}
            />
          )
        })}
      </div>
    </section>
  )
}

function Axis({ whole, zoom }: { whole: number; zoom: number }) {
  const ticks = 4 * zoom
  return Array.from({ length: ticks }, (_, index) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: the ticks are their places
      key={index}
      className="tabular absolute inset-y-0 border-l pt-1 pl-1 text-faint text-micro first:border-l-0"
      style={{ left: `${(index / ticks) * 100}%` }}
    >
      {index === 0 ? '0' : formatDuration((whole * index) / ticks)}
    </span>
  ))
}
