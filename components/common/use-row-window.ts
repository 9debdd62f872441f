'use client'

import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react'
import { type Rows, spanOf } from '../../lib/shared/row-span'

interface RowWindowOptions {
  /** The box that scrolls. */
  box: RefObject<HTMLElement | null>
  count: number
  keyOf: (index: number) => string
  /** Pixels that a row is likely to take, until it has been seen. */
  estimate: (index: number) => number
  /** The end is what is in view, wherever the box stands: for a list that follows what comes. */
  atEnd?: boolean
}

/** So far above and below the view rows are in the page. */
const margin = 480
/** The rows in the page are chosen anew when fewer pixels than this are left of the margin. */
const leastMargin = 160
/** Before the box is there to be measured. */
const usualHeight = 800

/**
 * Keeps only those rows of a long list in the page that are in view, in the normal flow between two paddings: what a
 * row grows by moves those below it in the same layout. Rows are measured by an observer, after the browser's own
 * layout and before it paints, so that nothing here ever makes it lay out the page in between.
 * Give each row `ref={measure}` and its index as `data-index`, and the box `onScroll`.
 */
export function useRowWindow({ box, count, keyOf, estimate, atEnd = false }: RowWindowOptions) {
  const [heights] = useState(() => new Map<string, number>())
  // Where the box stands changes with every pixel: it is drawn only when rows are missing.
  const view = useRef({ top: 0, height: usualHeight })
  const [, drawAnew] = useReducer((count: number) => count + 1, 0)
  const sizeOf = (index: number) => heights.get(keyOf(index)) ?? estimate(index)
  const rows: Rows = { count, sizeOf, view: view.current, atEnd, margin }
  const span = spanOf(rows)
  const latest = useRef({ rows, span, keyOf })
  useLayoutEffect(() => {
    latest.current = { rows, span, keyOf }
  })
  const wanted = useRef<number | null>(null)
  const look = useCallback(() => {
    const element = box.current
    // Where it shall be counts until it is there.
    if (!element || wanted.current !== null) return
    view.current = { top: element.scrollTop, height: element.clientHeight || usualHeight }
    const { rows, span } = latest.current
    const needed = spanOf({ ...rows, view: view.current, margin: leastMargin })
    if (needed.first < span.first || needed.last > span.last) drawAnew()
  }, [box])
  // The box was just moved to where a row stands: the heights that are told then are those that it saw.
  const placed = useRef(false)
  const measure = useMeasuring(
    (row, height) => {
      const { rows, keyOf } = latest.current
      const index = Number(row.dataset.index)
      if (index >= rows.count) return
      const grown = height - rows.sizeOf(index)
      heights.set(keyOf(index), height)
      if (grown === 0) return
      // What is above the view grows upwards: nothing that is being read moves.
      const element = box.current
      const isAbove = element !== null && row.offsetTop < element.scrollTop
      if (isAbove && !rows.atEnd && !placed.current) element.scrollTop += grown
    },
    () => {
      placed.current = false
      look()
    },
  )
  const show = useShowing(box, wanted, placed, index => {
    let top = 0
    for (let above = 0; above < index; above += 1) top += sizeOf(above)
    view.current = { ...view.current, top: Math.max(0, top - view.current.height / 2) }
    drawAnew()
  })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box, look])
  return { ...span, measure, onScroll: look, show }
}

/** A ref that tells the height of each element that it is given, and after each round of telling that it is over. */
function useMeasuring(tell: (element: HTMLElement, height: number) => void, onTold: () => void) {
  const handlers = useRef({ tell, onTold })
  useLayoutEffect(() => {
    handlers.current = { tell, onTold }
  })
  const observer = useRef<ResizeObserver>(null)
  return useCallback((element: HTMLElement | null) => {
    if (!element) return
    observer.current ??= new ResizeObserver(entries => {
      for (const { target, borderBoxSize } of entries)
        if (target instanceof HTMLElement && target.isConnected)
          handlers.current.tell(target, borderBoxSize[0]?.blockSize ?? target.offsetHeight)
      handlers.current.onTold()
    })
    const watching = observer.current
    watching.observe(element)
    return () => watching.unobserve(element)
  }, [])
}

/** Brings a row into the middle of the box: first into the page (`draw`), by where it should be, then by where it is. */
function useShowing(
  box: RefObject<HTMLElement | null>,
  wanted: RefObject<number | null>,
  placed: RefObject<boolean>,
  draw: (index: number) => void,
) {
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const element = box.current
    const row = element?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`)
    wanted.current = null
    if (!element || !row) return
    placed.current = true
    element.scrollTop = row.offsetTop - (element.clientHeight - row.offsetHeight) / 2
  })
  return (index: number) => {
    wanted.current = index
    draw(index)
  }
}
