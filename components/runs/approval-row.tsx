'use client'

import { Check, Clock, ShieldQuestion, X } from 'lucide-react'
import type { ApprovalState } from '../../lib/runs/run-state'
import { TimeAgo } from '../common/time-ago'
import { ApprovalFacts } from './approval-facts'

/** What was asked and who decided, in a line; open, the thing itself. */
export function ApprovalRow({ approval }: { approval: ApprovalState }) {
  const { decided, title, facts } = approval
  return (
    <details className="group/approval max-w-[76ch] py-1">
      <summary className="-mx-1.5 flex min-h-8 cursor-default items-center gap-2 rounded-control px-1.5 hover:bg-hover max-md:min-h-10">
        <Mark approval={approval} />
        <span className="min-w-0 truncate">
          {decided ? verdictWords(approval) : 'Waits for your approval'}
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-meta text-muted">{title}</span>
        <TimeAgo at={decided?.at ?? approval.requestedAt} className="tabular shrink-0 text-meta text-muted" />
      </summary>
      <div className="mt-1 mb-2 pl-6">
        {decided?.reason ? <p className="mb-2 text-muted">{decided.reason}</p> : null}
        <ApprovalFacts facts={facts} />
      </div>
    </details>
  )
}

function Mark({ approval: { decided } }: { approval: ApprovalState }) {
  const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const
  if (!decided) return <ShieldQuestion {...icon} className="shrink-0 text-waiting" />
  if (decided.verdict === 'allow') return <Check {...icon} className="shrink-0 text-succeeded" />
  if (decided.verdict === 'expired') return <Clock {...icon} className="shrink-0 text-muted" />
  return <X {...icon} className="shrink-0 text-failed" />
}

function verdictWords({ decided, kind }: ApprovalState): string {
  if (!decided) return ''
  const { verdict, scope, actor, reason } = decided
  if (verdict === 'expired') return kind === 'plan' ? (reason ?? 'Expired') : 'Nobody decided in time'
  if (verdict === 'deny')
    return kind === 'plan' ? `${actor.name} sent the plan back` : `${actor.name} denied it`
  if (kind === 'plan') return `${actor.name} approved the plan`
  const reach = { once: 'once', task: 'for this task', always: 'always' }[scope]
  return `${actor.name} allowed it ${reach}`
}
