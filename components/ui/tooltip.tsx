'use client'

import {
  cloneElement,
  createContext,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Kbd } from './kbd'

type Side = 'right' | 'bottom'

interface Shown {
  label: ReactNode
  keys: string | undefined
  side: Side
  rect: DOMRect
}

interface TooltipActions {
  show: (shown: Shown, at: 'once' | 'soon') => void
  hide: () => void
}

const TooltipContext = createContext<TooltipActions>({ show: () => undefined, hide: () => undefined })

const delayMs = 450

/** Keeps the one tooltip of the page. Escape, a press and a scroll put it away. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const actions = useMemo<TooltipActions>(
    () => ({
      show: (next, at) => {
        clearTimeout(timer.current)
        timer.current = setTimeout(() => setShown(next), at === 'once' ? 0 : delayMs)
      },
      hide: () => {
        clearTimeout(timer.current)
        setShown(null)
      },
    }),
    [],
  )
  useEffect(() => {
    if (!shown) return
    const hide = () => setShown(null)
    window.addEventListener('keydown', hide)
    window.addEventListener('scroll', hide, { capture: true, passive: true })
    return () => {
      window.removeEventListener('keydown', hide)
      window.removeEventListener('scroll', hide, { capture: true })
    }
  }, [shown])
  return (
    <TooltipContext value={actions}>
      {children}
      {shown ? <Bubble {...shown} /> : null}
    </TooltipContext>
  )
}

function Bubble({ label, keys, side, rect }: Shown) {
  const place =
    side === 'right'
      ? { left: rect.right + 6, top: rect.top + rect.height / 2, transform: 'translateY(-50%)' }
      : rect.left > window.innerWidth - 160
        ? { right: window.innerWidth - rect.right, top: rect.bottom + 6 }
        : { left: Math.max(8, rect.left), top: rect.bottom + 6 }
  return (
    <div
      aria-hidden
      style={place}
      className="pointer-events-none fixed z-50 flex max-w-72 items-center gap-2 rounded-control bg-raised px-2 py-1 text-ink text-meta shadow-float"
    >
      {label}
      {keys ? keys.split(' ').map(key => <Kbd key={key}>{key}</Kbd>) : null}
    </div>
  )
}

interface TargetProps {
  onPointerEnter?: (event: PointerEvent) => void
  onPointerLeave?: (event: PointerEvent) => void
  onPointerDown?: (event: PointerEvent) => void
  onFocus?: (event: FocusEvent) => void
  onBlur?: (event: FocusEvent) => void
}

interface TooltipProps {
  /** What is also the accessible name of the child: the bubble itself is not read out. */
  label: ReactNode
  keys?: string
  side?: Side
  children: ReactElement<TargetProps>
}

/** A word or two beside what the pointer or the focus rests on. Never the only place where something is said. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  const { show, hide } = useContext(TooltipContext)
  const { onPointerEnter, onPointerLeave, onPointerDown, onFocus, onBlur } = children.props
  const open = (element: Element, at: 'once' | 'soon') =>
    show({ label, keys, side, rect: element.getBoundingClientRect() }, at)
  return cloneElement(children, {
    onPointerEnter: event => {
      if (event.pointerType !== 'touch') open(event.currentTarget, 'soon')
      onPointerEnter?.(event)
    },
    onPointerLeave: event => {
      hide()
      onPointerLeave?.(event)
    },
    onPointerDown: event => {
      hide()
      onPointerDown?.(event)
    },
    onFocus: event => {
      if (event.currentTarget.matches(':focus-visible')) open(event.currentTarget, 'once')
      onFocus?.(event)
    },
    onBlur: event => {
      hide()
      onBlur?.(event)
    },
  })
}
