'use client'

import { Brain, ChevronRight } from 'lucide-react'
import { classNames } from '../ui/class-names'

interface ReasoningProps {
  text: string
  open: boolean
  onToggle: () => void
}

/** What the model thought, in one quiet line; open, in full. */
export function Reasoning({ text, open, onToggle }: ReasoningProps) {
  return (
    <div className="min-w-0 flex-1">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="-mx-1.5 flex h-8 w-[calc(100%+12px)] items-center gap-2 rounded-control px-1.5 text-left text-muted transition-colors duration-150 hover:bg-hover max-md:h-10"
      >
        <Brain size={16} strokeWidth={1.5} aria-hidden className="shrink-0" />
        <span className="shrink-0">Thought</span>
        <span className="min-w-0 truncate text-faint">{open ? '' : text.replace(/\s+/g, ' ')}</span>
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className={classNames(
            'ml-auto shrink-0 text-faint transition-transform duration-150',
            open && 'rotate-90',
          )}
        />
      </button>
      {open ? <ReasoningText text={text} /> : null}
    </div>
  )
}

export function ReasoningText({ text, live = false }: { text: string; live?: boolean }) {
  const shown = live ? text.slice(-1200) : text
  return (
    <p
      className={classNames(
        'mb-2 max-w-[72ch] whitespace-pre-wrap border-strong border-l-2 pl-3 text-muted',
        live && 'max-h-32 overflow-hidden',
      )}
    >
      {shown}
    </p>
  )
}
