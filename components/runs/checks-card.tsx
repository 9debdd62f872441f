'use client'

import { Check as CheckIcon, ChevronRight, CircleDashed, X } from 'lucide-react'
import { useState } from 'react'
import type { CheckResult } from '../../lib/checks/schema'
import type { TimelineItem } from '../../lib/runs/timeline'
import { formatDuration } from '../../lib/shared/format'
import { classNames } from '../ui/class-names'
import { FiguresWords } from './figures-words'

interface ChecksCardProps {
  item: Extract<TimelineItem, { kind: 'checks' }>
  scripted: boolean
}

/** What the checks of an answer said, one line each; open, with what was seen. */
export function ChecksCard({ item, scripted }: ChecksCardProps) {
  const { results, of, round, figures } = item
  const passed = results.filter(result => result.passed).length
  const failing = results.some(result => result.required && !result.passed)
  // A judge is not asked about work that has failed another check.
  const working = results.length < of && !failing
  const words = working
    ? `Checking the answer: ${results.length} of ${of}`
    : failing
      ? `Not done: ${passed} of ${results.length} checks passed`
      : passed === of
        ? `Checked: ${of === 1 ? 'the check' : `all ${of} checks`} passed`
        : `Checked: ${passed} of ${of} passed, the others are not required`
  return (
    <section
      aria-label={round > 1 ? `Checks, round ${round}` : 'Checks'}
      className={classNames(
        'my-1.5 max-w-[76ch] rounded-panel border bg-raised px-3.5 py-2.5',
        failing && !working && 'border-failed',
      )}
    >
      <p className="flex items-center gap-2">
        <span className={classNames('font-medium', working && 'text-running')}>{words}</span>
        {round > 1 ? <span className="tabular shrink-0 text-meta text-muted">Round {round}</span> : null}
        <span className="ml-auto">
          <FiguresWords figures={figures} scripted={scripted} />
        </span>
      </p>
      <ul className="mt-1">
        {results.map(result => (
          <ResultRow key={result.index} result={result} />
        ))}
      </ul>
    </section>
  )
}

function ResultRow({ result }: { result: CheckResult }) {
  const { name, passed, required, passes, of, output, evidence = [], durationMs } = result
  const [open, setOpen] = useState(required && !passed)
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-mx-1.5 flex min-h-8 w-[calc(100%+12px)] items-center gap-2 rounded-control px-1.5 text-left transition-colors duration-150 hover:bg-hover max-md:min-h-10"
      >
        <Mark passed={passed} required={required} />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        {of > 1 ? (
          <span className="tabular shrink-0 text-meta text-muted">
            {passes} of {of}
          </span>
        ) : null}
        {required ? null : <span className="shrink-0 text-meta text-muted">not required</span>}
        <span className="tabular shrink-0 text-meta text-muted">{formatDuration(durationMs)}</span>
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className={classNames('shrink-0 text-faint transition-transform duration-150', open && 'rotate-90')}
        />
      </button>
      {open ? (
        <div className="mb-1.5 ml-6">
          <pre className="scroll-quiet max-h-64 overflow-auto whitespace-pre-wrap break-words rounded-control bg-sunken px-2.5 py-1.5 font-mono text-meta">
            {output}
          </pre>
          {evidence.map(quote => (
            <blockquote key={quote} className="mt-1.5 border-strong border-l-2 pl-3 text-muted">
              {quote}
            </blockquote>
          ))}
        </div>
      ) : null}
    </li>
  )
}

function Mark({ passed, required }: { passed: boolean; required: boolean }) {
  const icon = { size: 16, strokeWidth: 1.5 } as const
  if (passed) return <CheckIcon {...icon} aria-label="Passed" className="shrink-0 text-succeeded" />
  if (required) return <X {...icon} aria-label="Failed" className="shrink-0 text-failed" />
  return <CircleDashed {...icon} aria-label="Failed, not required" className="shrink-0 text-muted" />
}
