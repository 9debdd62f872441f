'use client'

import {
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from 'react'

interface TriggerProps {
  onClick?: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  onPointerEnter?: () => void
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
}

/** One button that takes these handlers. */
export type TriggerElement = ReactElement<TriggerProps>

interface OpenOnDemandProps {
  trigger: TriggerElement
  popup: 'menu' | 'dialog'
  /** Starts loading; called when somebody comes near. */
  preload: () => void
  /** The loaded widget, already open, with its own trigger. */
  children: ReactNode
}

/**
 * A trigger whose widget is loaded with the first use. Once opened the widget stays in place, so that closing gives
 * the focus back to the button.
 */
export function OpenOnDemand({ trigger, popup, preload, children }: OpenOnDemandProps) {
  const [used, setUsed] = useState(false)
  const closed = cloneElement(trigger, {
    'aria-haspopup': popup,
    'aria-expanded': false,
    onPointerEnter: preload,
    onClick: () => setUsed(true),
    onKeyDown: event => {
      if (popup !== 'menu' || event.key !== 'ArrowDown') return
      event.preventDefault()
      setUsed(true)
    },
  })
  if (!used) return closed
  return <Suspense fallback={closed}>{children}</Suspense>
}
