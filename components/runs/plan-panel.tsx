'use client'

import { ChevronDown, Pencil } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import type { PlanStep } from '../../lib/runs/events'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { countDone, PlanSteps } from './plan-steps'

const PlanEditPane = dynamic(() => import('./plan-edit').then(module => module.PlanEditPane))
const PlanRevisions = dynamic(() => import('./plan-revisions').then(module => module.PlanRevisions))

/** The plan that agent and person keep together: steps with their marks, and how it came to be. */
export function PlanPanel({ state, className }: { state: RunState; className?: string }) {
  const { plan } = state
  return (
    <section aria-label="Plan" className={classNames('scroll-quiet overflow-y-auto px-4 py-3.5', className)}>
      <PlanBody
        state={state}
        heading={
          <h2 className="flex items-baseline gap-2 text-body">
            Plan
            {plan ? <span className="tabular font-normal text-muted">{countDone(plan.steps)}</span> : null}
          </h2>
        }
      />
    </section>
  )
}

function PlanBody({ state, heading }: { state: RunState; heading?: ReactNode }) {
  const [editing, setEditing] = useState(false)
  const mayEdit = useAllowed('run:control') && !isEnded(state.status)
  const { plan, planRevisions } = state
  if (editing)
    return (
      <>
        {heading}
        <PlanEditPane runId={state.runId} plan={plan} onClose={() => setEditing(false)} />
      </>
    )
  return (
    <>
      <div className="flex items-center justify-between gap-2">
        {heading}
        {mayEdit && plan ? (
          <IconButton label="Edit the plan" onClick={() => setEditing(true)} className="-my-1 ml-auto">
            <Pencil size={14} strokeWidth={1.5} aria-hidden />
          </IconButton>
        ) : null}
      </div>
      {plan ? (
        <PlanSteps steps={plan.steps} detailed />
      ) : (
        <>
          <p className="mt-1 text-muted">The agent has made no plan yet.</p>
          {mayEdit ? (
            <Button size="small" onClick={() => setEditing(true)} className="mt-2">
              Write one
            </Button>
          ) : null}
        </>
      )}
      {planRevisions.length > 1 ? <PlanRevisions revisions={planRevisions} /> : null}
    </>
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
        <div className="scroll-quiet max-h-[45vh] overflow-y-auto px-5 pb-3 max-md:px-3">
          <PlanBody state={state} />
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
          key={step.id ?? index}
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
