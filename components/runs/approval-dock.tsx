'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { approvalListQuery } from '../../lib/approvals/queries'
import { isEnded } from '../../lib/runs/rules'
import { openApprovals, openChildren, type RunState } from '../../lib/runs/run-state'
import { classNames } from '../ui/class-names'
import type { ShownApproval } from './shown-approval'

const ApprovalCard = dynamic(() => import('./approval-card').then(module => module.ApprovalCard))

export interface WaitingApproval {
  approval: ShownApproval
  runId: string
  from?: string
}

/** Open approvals of the run, and of the runs that it has started: nobody else looks at those. */
export function useWaitingApprovals(state: RunState): WaitingApproval[] {
  const hasChildren = openChildren(state).length > 0
  // The stream of the workspace tells when one of those runs has moved.
  const { data } = useQuery({
    ...approvalListQuery({ run: state.runId }),
    enabled: hasChildren,
  })
  if (isEnded(state.status)) return []
  const own = openApprovals(state).map(approval => ({ approval, runId: state.runId }))
  const below = hasChildren ? (data?.approvals ?? []) : []
  return [
    ...own,
    ...below
      .filter(({ runId }) => runId !== state.runId)
      .map(({ expiresAt, ...each }) => ({
        approval: { ...each, ...(expiresAt ? { expiresAt } : {}) },
        runId: each.runId,
        from: `${each.agentName}: ${each.runTitle}`,
      })),
  ]
}

/** Above the composer: what waits for a word, one at a time, with the real thing in view. */
export function ApprovalDock({ state }: { state: RunState }) {
  const waiting = useWaitingApprovals(state)
  const [folded, setFolded] = useState(false)
  const [first] = waiting
  if (!first) return null
  return (
    <div className="shrink-0 px-5 pb-2 max-md:px-3">
      <div className="mx-auto max-w-200">
        {waiting.length > 1 || folded ? (
          <button
            type="button"
            aria-expanded={!folded}
            onClick={() => setFolded(!folded)}
            className="mb-1 flex h-7 w-full items-center gap-2 rounded-control px-1 text-left text-meta text-muted transition-colors duration-150 hover:bg-hover max-md:h-10"
          >
            <span className="font-medium text-waiting">
              {waiting.length === 1 ? '1 approval' : `${waiting.length} approvals`}
            </span>
            <span className="min-w-0 flex-1 truncate">{first.approval.title}</span>
            <ChevronDown
              size={14}
              strokeWidth={1.5}
              aria-hidden
              className={classNames('shrink-0 transition-transform duration-150', !folded && 'rotate-180')}
            />
          </button>
        ) : null}
        {folded ? null : <ApprovalCard key={first.approval.approvalId} {...first} />}
      </div>
    </div>
  )
}
