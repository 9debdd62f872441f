'use client'

import { useState } from 'react'
import { AppError } from '../../lib/http/errors'
import type { PlanEdit } from '../../lib/runs/events'
import type { PlanState } from '../../lib/runs/run-state'
import { Button } from '../ui/button'
import { PlanEditor } from './plan-editor'
import { useCommand } from './use-command'

interface PlanEditPaneProps {
  runId: string
  /** The plan as the person began to edit it; what the agent does meanwhile is merged by the server. */
  plan: PlanState | null
  onClose: () => void
}

interface Conflict {
  title: string
  field: string
  mine: unknown
  theirs: unknown
}

/** Edits the plan while the run works. Where agent and person changed the same, the person chooses. */
export function PlanEditPane({ runId, plan, onClose }: PlanEditPaneProps) {
  const [base] = useState(plan)
  const [wanted, setWanted] = useState<PlanEdit[] | null>(null)
  const command = useCommand(runId)
  const conflicts = conflictsOf(command.error)
  function send(steps: PlanEdit[], overrule = false) {
    setWanted(steps)
    const baseRevision = base?.revision ?? 0
    const more = overrule ? { overrule } : {}
    command.send({ type: 'plan', baseRevision, steps, ...more }, { onSuccess: onClose })
  }
  return (
    <>
      {command.error && conflicts.length === 0 ? (
        <p role="alert" className="mt-2 text-failed">
          {command.error.message}
        </p>
      ) : null}
      {conflicts.length > 0 && wanted ? (
        <div role="alert" className="mt-2 rounded-control bg-waiting-soft p-2.5">
          <p>The agent has changed the same meanwhile.</p>
          <ul className="mt-1 flex flex-col gap-1 text-meta">
            {conflicts.map(({ title, field, mine, theirs }) => (
              <li key={`${title}.${field}`}>
                <span className="font-medium">{title}</span>: {field} is {wordsOf(mine)} for you,{' '}
                {wordsOf(theirs)} for the agent.
              </li>
            ))}
          </ul>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button size="small" onClick={() => send(wanted, true)}>
              Keep mine
            </Button>
            <Button size="small" onClick={onClose}>
              Keep the agent’s
            </Button>
          </div>
        </div>
      ) : null}
      <PlanEditor
        steps={base?.steps ?? []}
        submitLabel="Save plan"
        isPending={command.isPending}
        onCancel={onClose}
        onSubmit={steps => send(steps)}
      />
    </>
  )
}

function conflictsOf(error: Error | null): Conflict[] {
  const details = error instanceof AppError ? error.details : undefined
  const inner = isRecord(details) && isRecord(details.details) ? details.details : {}
  return Array.isArray(inner.conflicts) ? (inner.conflicts as unknown as Conflict[]) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wordsOf(value: unknown): string {
  return value === null ? 'gone' : `“${Array.isArray(value) ? value.join(', ') : String(value)}”`
}
