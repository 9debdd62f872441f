'use client'

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'

interface SplitProps {
  main: ReactNode
  side: ReactNode
  label: string
  /** Width of the side in pixels. */
  initial: number
  min?: number
  max?: number
  onResize?: (width: number) => void
}

/** Two columns with a handle between them, for pointer and arrow keys. The side is on the right. */
export function Split({ main, side, label, initial, min = 280, max = 720, onResize }: SplitProps) {
  const [width, setWidth] = useState(() => clamp(initial, min, max))
  const start = useRef<{ x: number; width: number } | null>(null)
  function change(next: number) {
    setWidth(clamp(next, min, max))
  }
  function key(event: KeyboardEvent) {
    const step = event.key === 'ArrowLeft' ? 16 : event.key === 'ArrowRight' ? -16 : 0
    if (step === 0) return
    event.preventDefault()
    const next = clamp(width + step, min, max)
    setWidth(next)
    onResize?.(next)
  }
  function move(event: PointerEvent) {
    if (start.current) change(start.current.width + start.current.x - event.clientX)
  }
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{main}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget, not a rule */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={min}
        aria-valuemax={max}
        onKeyDown={key}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          start.current = { x: event.clientX, width }
        }}
        onPointerMove={move}
        onPointerUp={() => {
          start.current = null
          onResize?.(width)
        }}
        className="-mr-1 relative z-10 w-1 shrink-0 cursor-col-resize touch-none border-l transition-colors duration-150 hover:border-accent focus-visible:border-accent focus-visible:outline-none"
      />
      <div className="flex min-h-0 shrink-0 flex-col" style={{ width }}>
        {side}
      </div>
    </div>
  )
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
