'use client'

import { ArrowDown } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Folding, keepRows, rowOfStep, rowsOf, type TranscriptRow } from '../../lib/runs/rows'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { timelineOf } from '../../lib/runs/timeline'
import { useMedia } from '../common/use-media'
import { useRowWindow } from '../common/use-row-window'
import { useShortcut } from '../common/use-shortcut'
import { RunStateContext, useRun } from './run-context'
import { TranscriptRowView } from './transcript-row'

const nothingByHand: Folding = { byHand: new Map(), all: null }

/** Everything said and done, in reading order. Only what is in view is in the page. */
export function Transcript({ state }: { state: RunState }) {
  const [folding, setFolding] = useState(nothingByHand)
  const items = useMemo(() => timelineOf(state), [state])
  const live = !isEnded(state.status)
  const drawn = useRef<readonly TranscriptRow[]>([])
  const rows = useMemo(() => keepRows(drawn.current, rowsOf(items, folding, live)), [items, folding, live])
  useEffect(() => {
    drawn.current = rows
  }, [rows])
  useShortcut('e', () => setFolding(current => ({ byHand: new Map(), all: current.all !== true })))
  const toggle = useCallback((key: string, open: boolean) => {
    setFolding(current => ({ ...current, byHand: new Map(current.byHand).set(key, open) }))
  }, [])
  return (
    <RunStateContext value={state}>
      <TranscriptList rows={rows} scripted={state.model?.scripted ?? false} onToggle={toggle} />
    </RunStateContext>
  )
}

interface TranscriptListProps {
  rows: readonly TranscriptRow[]
  scripted: boolean
  onToggle: (key: string, open: boolean) => void
}

function TranscriptList({ rows, scripted, onToggle }: TranscriptListProps) {
  const box = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const narrow = useMedia('(max-width: 767px)')
  const { unseen, atEnd, onScroll, follow } = useFollowing(box, content, rows.length)
  const near = useRowWindow({
    box,
    count: rows.length,
    keyOf: index => rows[index]?.key ?? '',
    estimate: index => estimate(rows[index], narrow),
    atEnd,
  })
  useSelectedStep(rows, onToggle, index => {
    follow(false)
    near.show(index)
  })
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={() => {
          onScroll()
          near.onScroll()
        }}
        className="scroll-quiet absolute inset-0 overflow-y-auto overflow-x-hidden px-5 outline-none [overflow-anchor:none] focus-visible:outline-2 focus-visible:-outline-offset-2 max-md:px-3"
      >
        <div
          ref={content}
          className="relative mx-auto max-w-200"
          style={{ paddingTop: near.before, paddingBottom: near.after }}
        >
          {rows.slice(near.first, near.last).map((row, index) => (
            <div key={row.key} ref={near.measure} data-index={near.first + index} className="flow-root">
              <TranscriptRowView row={row} scripted={scripted} onToggle={onToggle} />
            </div>
          ))}
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

/** Brings the step of the address into view, out of its group, at the start and whenever it changes. */
function useSelectedStep(
  rows: readonly TranscriptRow[],
  toggle: (key: string, open: boolean) => void,
  show: (index: number) => void,
): void {
  const { selectedStep } = useRun()
  const shown = useRef<number | null>(null)
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    if (selectedStep === shown.current) return
    const index = selectedStep === null ? -1 : rowOfStep(rows, selectedStep)
    const row = rows[index]
    // Its row is there in the next round.
    if (row?.kind === 'group' && !row.open) return toggle(row.key, true)
    shown.current = selectedStep
    if (row) latest.current(index)
  }, [selectedStep, rows, toggle])
}

/** Whoever is at the end stays there; for everybody else nothing moves, and what is new is counted. */
function useFollowing(
  box: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  count: number,
) {
  const following = useRef(true)
  const lastTop = useRef(0)
  const [seen, setSeen] = useState<number | null>(null)
  const latestCount = useRef(count)
  useEffect(() => {
    latestCount.current = count
  })
  const setFollowing = useCallback((on: boolean) => {
    following.current = on
    setSeen(known => (on ? null : (known ?? latestCount.current)))
  }, [])
  const goToEnd = useCallback(() => {
    const element = box.current
    if (!element) return
    element.scrollTop = element.scrollHeight
    lastTop.current = element.scrollTop
  }, [box])
  // What comes makes the content grow, and the box shrinks when what stands below it takes a second line. Observers are
  // told after the layout and before the paint: to ask for the height any earlier would cost a layout of its own.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (following.current) goToEnd()
    })
    for (const element of [box.current, content.current]) if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [box, content, goToEnd])
  function onScroll() {
    const element = box.current
    if (!element) return
    const { scrollTop } = element
    if (following.current && scrollTop === lastTop.current) return
    const { scrollHeight, clientHeight } = element
    // Rows grow when they are drawn, and the word of our own scrolling comes after that: only the way up leaves.
    const wentUp = scrollTop < lastTop.current
    lastTop.current = scrollTop
    setFollowing(scrollHeight - scrollTop - clientHeight < 32 || (following.current && !wentUp))
  }
  function follow(on: boolean) {
    setFollowing(on)
    if (on) goToEnd()
  }
  return { atEnd: seen === null, unseen: Math.max(0, count - (seen ?? count)), onScroll, follow }
}

function estimate(row: TranscriptRow | undefined, narrow: boolean): number {
  const line = narrow ? 40 : 32
  if (!row) return line
  if (row.kind === 'assignment') return 130
  if (row.kind === 'entry') return (row.open ? 150 : line) + (row.last ? 6 : 0)
  if (row.kind === 'item' && row.item.kind === 'text') return 40 + Math.ceil(row.item.text.length / 80) * 22
  return row.kind === 'item' ? 60 : line
}
