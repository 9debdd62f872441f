'use client'

import { ChevronRight } from 'lucide-react'
import { countWords } from '../../lib/runs/call-words'
import type { GroupSummary } from '../../lib/runs/timeline'
import { classNames } from '../ui/class-names'
import { FiguresWords } from './figures-words'

interface GroupRowProps {
  summary: GroupSummary
  scripted: boolean
  open: boolean
  onToggle: () => void
}

/** The first level of folding: what was done between two pieces of text, and what came of it. */
export function GroupRow({ summary, scripted, open, onToggle }: GroupRowProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="-mx-1.5 flex h-8 w-[calc(100%+12px)] items-center gap-2 rounded-control px-1.5 text-left transition-colors duration-150 hover:bg-hover max-md:h-10"
    >
      <ChevronRight
        size={14}
        strokeWidth={1.5}
        aria-hidden
        className={classNames('shrink-0 text-muted transition-transform duration-150', open && 'rotate-90')}
      />
      <span className="tabular min-w-0 truncate font-medium">
        {summary.counts.map(({ name, count }) => countWords(name, count)).join(' · ')}
      </span>
      {summary.open > 0 ? <span className="shrink-0 text-running">working</span> : null}
      {summary.failed > 0 ? (
        <span className="tabular shrink-0 text-failed">{summary.failed} failed</span>
      ) : null}
      <span className="ml-auto pl-2">
        <FiguresWords figures={summary.figures} durationMs={summary.durationMs} scripted={scripted} />
      </span>
    </button>
  )
}
