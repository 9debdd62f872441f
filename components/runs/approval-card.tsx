'use client'

import { ShieldQuestion } from 'lucide-react'
import { useState } from 'react'
import { readFacts } from '../../lib/approvals/read-facts'
import type { ApprovalKind } from '../../lib/runs/events'
import { formatDuration } from '../../lib/shared/format'
import { useAllowed } from '../common/use-allowed'
import { useNow } from '../common/use-now'
import { ApprovalActions } from './approval-actions'
import { ApprovalFacts } from './approval-facts'
import { AllowAlways, DenyWith, DoneWith } from './approval-forms'
import { PlanEditor } from './plan-editor'
import type { ApprovalForm, ShownApproval } from './shown-approval'
import { useCommand } from './use-command'

const asks: Record<ApprovalKind, string> = {
  tool: 'May the agent do this?',
  plan: 'May the agent work by this plan? Nothing is changed before.',
  'fan-out': 'May the agent hand out this much work?',
  repeat: 'This call was broken off. It may have happened already. What now?',
}

interface ApprovalCardProps {
  approval: ShownApproval
  runId: string
  /** Whose run asks, where it is not the one that is shown. */
  from?: string
}

/** Something waits for a person's word: the thing itself, and how far the word may reach. */
export function ApprovalCard({ approval, runId, from }: ApprovalCardProps) {
  const [form, setForm] = useState<ApprovalForm>('none')
  const mayDecide = useAllowed('approval:decide')
  const command = useCommand(runId)
  const { approvalId, kind, title, facts } = approval
  const { match, revision, steps } = readFacts(facts)
  const close = () => setForm('none')
  return (
    <section
      aria-label={`Approval: ${title}`}
      className="rounded-panel border border-waiting bg-raised p-3.5 max-md:p-3"
    >
      <p className="flex items-center gap-1.5 font-medium text-meta text-waiting">
        <ShieldQuestion size={14} strokeWidth={1.5} aria-hidden />
        Waiting for your approval{from ? ` · ${from}` : ''}
        {approval.expiresAt ? <Expiry expiresAt={approval.expiresAt} /> : null}
      </p>
      <p className="mt-1 mb-2 text-read">{asks[kind]}</p>
      {form === 'edit' ? (
        <PlanEditor
          steps={steps}
          submitLabel="Approve as edited"
          isPending={command.isPending}
          onCancel={close}
          onSubmit={edited => command.send({ type: 'approve', approvalId, steps: edited })}
        />
      ) : (
        <div className="scroll-quiet max-h-[38vh] overflow-y-auto">
          <ApprovalFacts facts={facts} />
        </div>
      )}
      {mayDecide ? null : <p className="mt-2 text-muted">A member of the workspace decides about this.</p>}
      {mayDecide && form === 'none' ? (
        <ApprovalActions
          approval={approval}
          isPending={command.isPending}
          send={command.send}
          open={setForm}
        />
      ) : null}
      {form === 'deny' ? (
        <DenyWith
          isPlan={kind === 'plan'}
          isPending={command.isPending}
          onCancel={close}
          onDeny={reason => command.send({ type: 'deny', approvalId, ...(reason ? { reason } : {}) })}
        />
      ) : null}
      {form === 'done' ? (
        <DoneWith
          isPending={command.isPending}
          onCancel={close}
          onDone={result => command.send({ type: 'approve', approvalId, result })}
        />
      ) : null}
      {form === 'always' && match ? (
        <AllowAlways
          tool={readFacts(facts).tool}
          match={match}
          isPending={command.isPending}
          onCancel={close}
          onAllow={chosen => command.send({ type: 'approve', approvalId, scope: 'always', match: chosen })}
        />
      ) : null}
      {command.error ? (
        <p role="alert" className="mt-2 text-failed">
          {command.error.message}
        </p>
      ) : null}
      {revision > 0 ? <p className="sr-only">Revision {revision} of the plan</p> : null}
    </section>
  )
}

function Expiry({ expiresAt }: { expiresAt: string }) {
  const now = useNow(30_000)
  const left = Date.parse(expiresAt) - now
  return (
    <span className="tabular ml-auto font-normal text-muted">
      {left > 0 ? `${formatDuration(left)} left` : 'expired'}
    </span>
  )
}
