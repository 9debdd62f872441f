'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { isEnded } from '../../lib/runs/events'
import { type Folding, rowOfStep, rowsOf, type TranscriptRow } from '../../lib/runs/rows'
import type { RunState } from '../../lib/runs/run-state'
import { timelineOf } from '../../lib/runs/timeline'
import { useShortcut } from '../common/use-shortcut'
import { useRun } from './run-context'
import { TranscriptRowView } from './transcript-row'

const nothingByHand: Folding = { byHand: new Map(), all: null }

/** Everything said and done, in reading order. Only what is in view is in the page. */
export function Transcript({ state }: { state: RunState }) {
  const [folding, setFolding] = useState(nothingByHand)
  const items = useMemo(() => timelineOf(state), [state])
  const live = !isEnded(state.status)
  const rows = useMemo(() => rowsOf(items, folding, live), [items, folding, live])
  useShortcut('e', () => setFolding(current => ({ byHand: new Map(), all: current.all !== true })))
  function toggle(key: string, open: boolean) {
    setFolding(current => ({ ...current, byHand: new Map(current.byHand).set(key, open) }))
  }
  return <TranscriptList rows={rows} state={state} onToggle={toggle} />
}

interface TranscriptListProps {
  rows: TranscriptRow[]
  state: RunState
  onToggle: (key: string, open: boolean) => void
}

function TranscriptList({ rows, state, onToggle }: TranscriptListProps) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: index => estimate(rows[index]),
    getItemKey: index => rows[index]?.key ?? index,
    overscan: 6,
    // Stays at the end only for somebody who is there; otherwise nothing moves under the reader.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 64,
    useAnimationFrameWithResizeObserver: true,
  })
  useStartPlace(rows, virtual)
  const { unseen, atEnd, onScroll } = useUnseen(rows.length, () => virtual.isAtEnd(64))
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        className="scroll-quiet absolute inset-0 overflow-y-auto overflow-x-hidden px-5 outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 max-md:px-3"
      >
        <div className="relative mx-auto max-w-200" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index]
            return row ? (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${start}px)` }}
              >
                <TranscriptRowView row={row} state={state} onToggle={onToggle} />
              </div>
            ) : null
          })}
        </div>
      </section>
      {atEnd ? null : <JumpPill unseen={unseen} onJump={() => virtual.scrollToEnd()} />}
    </div>
  )
}

function JumpPill({ unseen, onJump }: { unseen: number; onJump: () => void }) {
  return (
    <button
      type="button"
      onClick={onJump}
      className="tabular absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 animate-appear items-center gap-1.5 rounded-full bg-raised px-3 shadow-float hover:bg-hover"
    >
      <ArrowDown size={14} strokeWidth={1.5} aria-hidden />
      {unseen > 0 ? `${unseen} new · jump` : 'Jump to the end'}
    </button>
  )
}

/** Begins at the end, or at the step in the address; a step chosen later is brought into view. */
function useStartPlace(
  rows: TranscriptRow[],
  virtual: { scrollToIndex: (index: number, options: { align: 'center' }) => void; scrollToEnd: () => void },
): void {
  const { selectedStep } = useRun()
  const begun = useRef(false)
  const latest = useRef(rows)
  latest.current = rows
  useEffect(() => {
    const index = selectedStep === null ? -1 : rowOfStep(latest.current, selectedStep)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'center' })
    else if (!begun.current) virtual.scrollToEnd()
    begun.current = true
  }, [selectedStep, virtual])
}

/** How many rows have come since the reader left the end. */
function useUnseen(count: number, isAtEnd: () => boolean) {
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState(count)
  useEffect(() => {
    if (atEnd) setSeen(count)
  }, [atEnd, count])
  return { atEnd, unseen: Math.max(0, count - seen), onScroll: () => setAtEnd(isAtEnd()) }
}

function estimate(row: TranscriptRow | undefined): number {
  if (!row) return 32
  if (row.kind === 'assignment') return 130
  if (row.kind === 'entry') return row.open ? 150 : 32
  if (row.kind === 'item' && row.item.kind === 'text') return 40 + Math.ceil(row.item.text.length / 80) * 22
  return row.kind === 'item' ? 60 : 32
}
