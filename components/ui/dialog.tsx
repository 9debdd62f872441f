'use client'

import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from './class-names'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** Keeps the title for screen readers only. */
  hideTitle?: boolean
  className?: string
  children: ReactNode
}

/**
 * The platform's modal dialog: focus is kept inside, Escape and a click beside it close it. It stands beside the page:
 * in a form that it was opened from, its Enter would send that form.
 */
export function Dialog({ open, onClose, title, hideTitle = false, className, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = element.current
    if (!open || !dialog || dialog.open) return
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => giveFocusBack(before)
  }, [open])
  if (!open || typeof document === 'undefined') return null
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and the platform handles it
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={event => event.target === element.current && onClose()}
      className={classNames(
        'm-auto w-[min(32rem,calc(100vw-2rem))] animate-appear overflow-hidden rounded-panel bg-raised p-0 text-ink shadow-float',
        className,
      )}
    >
      <div className={classNames('flex items-center justify-between', hideTitle ? 'sr-only' : 'px-4 pt-3.5')}>
        <h2 id={titleId} className="text-read">
          {title}
        </h2>
        {hideTitle ? null : <CloseButton onClose={onClose} />}
      </div>
      {children}
    </dialog>,
    document.body,
  )
}

/** The platform does it when a dialog closes by Escape, but not for one that is taken away. */
function giveFocusBack(before: Element | null): void {
  const isLost = document.activeElement === null || document.activeElement === document.body
  if (isLost && before instanceof HTMLElement && before.isConnected) before.focus()
}

function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <button
      type="button"
      aria-label="Close"
      onClick={onClose}
      className="-mr-1.5 inline-flex size-7 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink"
    >
      <X size={16} strokeWidth={1.5} aria-hidden />
    </button>
  )
}
