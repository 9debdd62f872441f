'use client'

import { Check, ChevronDown, CircleDashed, CircleDot, Minus, X } from 'lucide-react'
import { useState } from 'react'
import type { PlanStatus, PlanStep } from '../../lib/runs/events'
import type { PlanState, RunState } from '../../lib/runs/run-state'
import { formatPlural } from '../../lib/shared/format'
import { TimeAgo } from '../common/time-ago'
import { classNames } from '../ui/class-names'

const words: Record<PlanStatus, string> = {
  todo: 'To do',
  doing: 'In progress',
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
}

/** The plan as the agent keeps it: numbered steps with their marks, and how often it changed. */
export function PlanPanel({ state, className }: { state: RunState; className?: string }) {
  const { plan, planRevisions } = state
  return (
    <section aria-label="Plan" className={classNames('scroll-quiet overflow-y-auto px-4 py-3.5', className)}>
      <h2 className="flex items-baseline gap-2 text-body">
        Plan
        {plan ? <span className="tabular font-normal text-muted">{countDone(plan.steps)}</span> : null}
      </h2>
      {plan ? (
        <PlanSteps steps={plan.steps} />
      ) : (
        <p className="mt-1 text-muted">The agent has made no plan yet.</p>
      )}
      {planRevisions.length > 1 ? <Revisions revisions={planRevisions} /> : null}
    </section>
  )
}

/** The plan in one line above the transcript; it opens in place. Hidden while there is none. */
export function PlanStrip({ state, className }: { state: RunState; className?: string }) {
  const [open, setOpen] = useState(false)
  const { plan } = state
  if (!plan) return null
  const current =
    plan.steps.find(step => step.status === 'doing') ?? plan.steps.find(step => step.status === 'todo')
  return (
    <section aria-label="Plan" className={classNames('shrink-0 border-b', className)}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center gap-2 px-5 text-left transition-colors duration-150 hover:bg-hover max-md:px-3"
      >
        <span className="font-medium">Plan</span>
        <span className="tabular text-muted">{countDone(plan.steps)}</span>
        <PlanDots steps={plan.steps} />
        <span className="min-w-0 flex-1 truncate text-muted">{current?.title ?? 'Everything is done'}</span>
        <ChevronDown
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className={classNames(
            'shrink-0 text-muted transition-transform duration-150',
            open && 'rotate-180',
          )}
        />
      </button>
      {open ? (
        <div className="px-5 pb-3 max-md:px-3">
          <PlanSteps steps={plan.steps} />
        </div>
      ) : null}
    </section>
  )
}

function PlanDots({ steps }: { steps: readonly PlanStep[] }) {
  return (
    <span aria-hidden className="flex gap-0.5">
      {steps.slice(0, 24).map((step, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps have no names of their own
          key={index}
          className={classNames(
            'h-1 w-3 rounded-full',
            step.status === 'done' && 'bg-succeeded',
            step.status === 'doing' && 'animate-pulse-slow bg-running',
            step.status === 'failed' && 'bg-failed',
            (step.status === 'todo' || step.status === 'skipped') && 'bg-selected',
          )}
        />
      ))}
    </span>
  )
}

function countDone(steps: readonly PlanStep[]): string {
  return `${steps.filter(step => step.status === 'done').length} of ${steps.length}`
}

function PlanSteps({ steps }: { steps: readonly PlanStep[] }) {
  return (
    <ol className="mt-2 flex flex-col gap-1.5">
      {steps.map((step, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps have no names of their own
          key={index}
          aria-current={step.status === 'doing' ? 'step' : undefined}
          className={classNames(
            'flex gap-2',
            step.status === 'done' && 'text-muted',
            step.status === 'skipped' && 'text-faint line-through',
          )}
        >
          <PlanMark status={step.status} />
          <span className="min-w-0 break-words">{step.title}</span>
        </li>
      ))}
    </ol>
  )
}

function PlanMark({ status }: { status: PlanStatus }) {
  const icon = { size: 14, role: 'img', 'aria-label': words[status] } as const
  const className = 'mt-[3px] shrink-0'
  switch (status) {
    case 'done':
      return <Check {...icon} strokeWidth={2} className={`${className} text-succeeded`} />
    case 'doing':
      return (
        <CircleDot {...icon} strokeWidth={1.75} className={`${className} animate-pulse-slow text-running`} />
      )
    case 'failed':
      return <X {...icon} strokeWidth={2} className={`${className} text-failed`} />
    case 'skipped':
      return <Minus {...icon} strokeWidth={1.75} className={`${className} text-faint`} />
    case 'todo':
      return <CircleDashed {...icon} strokeWidth={1.5} className={`${className} text-faint`} />
  }
}

function Revisions({ revisions }: { revisions: readonly PlanState[] }) {
  return (
    <details className="mt-4 text-meta text-muted">
      <summary className="hover:text-ink">{formatPlural(revisions.length, 'revision')}</summary>
      <ol className="mt-2 flex flex-col gap-2">
        {revisions.toReversed().map(revision => (
          <li key={revision.revision} className="tabular flex justify-between">
            <span>
              Revision {revision.revision} · {countDone(revision.steps)}
            </span>
            <TimeAgo at={revision.at} />
          </li>
        ))}
      </ol>
    </details>
  )
}
