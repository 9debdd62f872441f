'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { type Folding, rowOfStep, rowsOf, type TranscriptRow } from '../../lib/runs/rows'
import { isEnded } from '../../lib/runs/rules'
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
  })
  const { unseen, atEnd, onScroll, follow } = useFollowing(box, rows.length, virtual.getTotalSize())
  useSelectedStep(rows, index => {
    follow(false)
    virtual.scrollToIndex(index, { align: 'center' })
  })
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
      {atEnd ? null : <JumpPill unseen={unseen} onJump={() => follow(true)} />}
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

/** Brings the step of the address into view, at the start and whenever it changes. */
function useSelectedStep(rows: TranscriptRow[], show: (index: number) => void): void {
  const { selectedStep } = useRun()
  const latest = useRef({ rows, show })
  latest.current = { rows, show }
  useEffect(() => {
    if (selectedStep === null) return
    const index = rowOfStep(latest.current.rows, selectedStep)
    if (index >= 0) latest.current.show(index)
  }, [selectedStep])
}

/** Whoever is at the end stays there; for everybody else nothing moves, and what is new is counted. */
function useFollowing(box: RefObject<HTMLElement | null>, count: number, size: number) {
  const following = useRef(true)
  const lastTop = useRef(0)
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState(count)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the growth that has to be followed
  useLayoutEffect(() => {
    if (following.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [box, count, size])
  // The box also shrinks, when what stands below it takes a second line.
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  useEffect(() => {
    if (atEnd) setSeen(count)
  }, [atEnd, count])
  function onScroll() {
    const element = box.current
    if (!element) return
    const { scrollTop, scrollHeight, clientHeight } = element
    // Rows grow when they are measured, and the word of our own scrolling comes after that: only the way up leaves.
    const wentUp = scrollTop < lastTop.current
    lastTop.current = scrollTop
    following.current = scrollHeight - scrollTop - clientHeight < 32 || (following.current && !wentUp)
    setAtEnd(following.current)
  }
  function follow(on: boolean) {
    following.current = on
    setAtEnd(on)
    if (on && box.current) box.current.scrollTop = box.current.scrollHeight
  }
  return { atEnd, unseen: Math.max(0, count - seen), onScroll, follow }
}

function estimate(row: TranscriptRow | undefined): number {
  if (!row) return 32
  if (row.kind === 'assignment') return 130
  if (row.kind === 'entry') return row.open ? 150 : 32
  if (row.kind === 'item' && row.item.kind === 'text') return 40 + Math.ceil(row.item.text.length / 80) * 22
  return row.kind === 'item' ? 60 : 32
}
