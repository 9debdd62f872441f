'use client'

import { useRef } from 'react'
import { readFacts } from '../../lib/approvals/read-facts'
import type { NewRunCommand } from '../../lib/runs/decide'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import type { ApprovalForm, ShownApproval } from './shown-approval'

interface ApprovalActionsProps {
  approval: ShownApproval
  isPending: boolean
  send: (command: NewRunCommand) => void
  open: (form: ApprovalForm) => void
}

/** How far the word reaches: this once, this run, always by a rule; or no. `a` leads here, `d` to the reason. */
export function ApprovalActions({ approval, isPending, send, open }: ApprovalActionsProps) {
  const { approvalId, kind, facts } = approval
  const mayMakeRules = useAllowed('policy:write')
  const first = useRef<HTMLButtonElement>(null)
  const { scopes, match } = readFacts(facts)
  useShortcut('a', () => first.current?.focus())
  useShortcut('d', () => open('deny'))
  const allow = { tool: 'Allow once', plan: 'Approve plan', 'fan-out': 'Allow', repeat: 'Run it again' }[kind]
  const pattern = match?.patterns.join(', ')
  return (
    <div className="mt-3 flex flex-wrap gap-2 max-md:grid max-md:grid-cols-2">
      <Button
        ref={first}
        variant="primary"
        disabled={isPending}
        onClick={() => send({ type: 'approve', approvalId })}
      >
        {allow}
      </Button>
      {scopes.includes('task') ? (
        <Button
          disabled={isPending}
          onClick={() => send({ type: 'approve', approvalId, scope: 'task' })}
          className="max-w-full"
        >
          <span className="truncate">
            For this task{pattern ? ': ' : ''}
            <span className="font-mono text-meta">{pattern}</span>
          </span>
        </Button>
      ) : null}
      {scopes.includes('always') && mayMakeRules ? (
        <Button disabled={isPending} onClick={() => open('always')}>
          Always…
        </Button>
      ) : null}
      {kind === 'plan' ? (
        <Button disabled={isPending} onClick={() => open('edit')}>
          Edit first
        </Button>
      ) : null}
      {kind === 'repeat' ? (
        <Button disabled={isPending} onClick={() => open('done')}>
          It has happened…
        </Button>
      ) : null}
      <Button variant="danger" disabled={isPending} onClick={() => open('deny')}>
        {kind === 'plan' ? 'Send back…' : kind === 'repeat' ? 'Give up…' : 'Deny…'}
      </Button>
    </div>
  )
}
