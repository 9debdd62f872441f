'use client'

import { Users } from 'lucide-react'
import { useState } from 'react'
import { type FanOutFacts, readFanOut } from '../../lib/runs/fan-out'
import type { ApprovalState } from '../../lib/runs/run-state'
import type { Money } from '../../lib/shared/currency'
import { formatCount, formatPlural } from '../../lib/shared/format'
import { AgentGlyph } from '../common/agent-glyph'
import { useMoney } from '../common/money'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { useCommand } from './use-command'

/** Many agents at once want to begin: who does what, what such runs used so far, what holds them. One word starts them. */
export function FanOutAsk({ approval, runId }: { approval: ApprovalState; runId: string }) {
  const [reason, setReason] = useState('')
  const mayControl = useAllowed('run:control')
  const command = useCommand(runId)
  const facts = readFanOut(approval.facts)
  const { approvalId } = approval
  const busy = command.isPending || !mayControl
  return (
    <section
      aria-label="Approval for many agents"
      className="my-1.5 max-w-[84ch] rounded-panel border border-waiting bg-raised p-3.5"
    >
      <p className="flex items-center gap-1.5 font-medium text-meta text-waiting">
        <Users size={14} strokeWidth={1.5} aria-hidden /> Waiting for your approval
      </p>
      <p className="mt-1.5 font-medium text-read">{approval.title}?</p>
      {facts ? <Facts facts={facts} /> : null}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button
          variant="primary"
          disabled={busy}
          onClick={() => command.send({ type: 'approve', approvalId, scope: 'once' })}
        >
          Start them
        </Button>
        <Input
          aria-label="Why not"
          placeholder="Why not (the agent reads it)"
          value={reason}
          onChange={event => setReason(event.target.value)}
          className="min-w-40 flex-1"
        />
        <Button
          disabled={busy}
          onClick={() =>
            command.send({ type: 'deny', approvalId, ...(reason.trim() ? { reason: reason.trim() } : {}) })
          }
        >
          Do not start
        </Button>
      </div>
      {command.error ? (
        <p role="alert" className="mt-2 text-failed">
          {command.error.message}
        </p>
      ) : null}
    </section>
  )
}

function Facts({ facts: { parts, estimate, caps } }: { facts: FanOutFacts }) {
  const money = useMoney()
  const dollars = estimate?.usd == null ? '' : `, about ${money(estimate.usd)}`
  const rows: [string, string][] = [
    [
      'Estimate',
      estimate
        ? `About ${formatCount(estimate.tokens)} tokens${dollars}, from ${formatPlural(estimate.runs, 'earlier run')}`
        : 'None yet: some of these agents have not worked before',
    ],
    [
      'Limits',
      `${caps.atOnce} at once, ${formatPlural(caps.stepsEach, 'step')} each, ${formatPlural(caps.depth, 'level')} deep`,
    ],
    ['Budget left', budgetWords(caps, money)],
  ]
  return (
    <>
      <ol className="scroll-quiet mt-2 flex max-h-60 flex-col gap-1 overflow-y-auto">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no names of their own
          <li key={index} className="flex items-center gap-1.5">
            <AgentGlyph name={part.agent} />
            <span className="shrink-0 text-muted">{part.agent}</span>
            <span className="min-w-0 truncate" title={part.instructions}>
              {part.title}
            </span>
          </li>
        ))}
      </ol>
      <dl className="tabular mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-meta">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function budgetWords({ tokensLeft, usdLeft }: FanOutFacts['caps'], money: Money): string {
  const words = [
    tokensLeft === null ? '' : `${formatCount(tokensLeft)} tokens`,
    usdLeft === null ? '' : money.limit(usdLeft),
  ].filter(Boolean)
  return words.length > 0 ? words.join(', ') : 'No budget is set'
}
