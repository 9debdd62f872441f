'use client'

import { KeyRound } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { useNow } from '../common/use-now'
import { buttonClass } from '../ui/button'

const Open = dynamic(() => import('./question-card').then(module => module.Open))
const RaiseBudget = dynamic(() => import('./raise-budget').then(module => module.RaiseBudget))

/** Why a run waits, when the reason is not a question: what it needs, and where to give it. */
export function WaitingNote({ state }: { state: RunState }) {
  const { waiting } = state
  const until = waiting?.until ? Date.parse(waiting.until) : null
  const now = useNow(1000, until !== null)
  const mayControl = useAllowed('run:control')
  const mayConnect = useAllowed('provider:write')
  if (waiting?.help)
    return (
      <div className="shrink-0 px-5 pb-2 max-md:px-3">
        <div className="mx-auto max-w-200">
          <Open asked={waiting.help} runId={state.runId} />
        </div>
      </div>
    )
  // The card of a question or an approval says it all; other agents are at work above.
  if (!waiting || ['answer', 'approval', 'child'].includes(waiting.for)) return null
  const inSettings = waiting.for === 'model' || waiting.for === 'credentials'
  const seconds = until === null ? 0 : Math.max(0, Math.round((until - now) / 1000))
  return (
    <div role="status" className="shrink-0 px-5 pb-2 max-md:px-3">
      <div className="mx-auto flex max-w-200 flex-wrap items-center gap-x-3 gap-y-2 rounded-panel bg-waiting-soft px-3.5 py-2.5">
        {inSettings ? (
          <KeyRound size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-waiting" />
        ) : null}
        <p className="min-w-0 flex-1 basis-56">
          {waiting.reason}
          {seconds > 0 ? <span className="tabular text-muted"> Goes on in {seconds} s.</span> : null}
        </p>
        {waiting.for === 'budget' && mayControl ? <RaiseBudget state={state} /> : null}
        {inSettings && mayConnect ? (
          <Link href="/settings" className={buttonClass('secondary', 'small')}>
            Connect a model
          </Link>
        ) : null}
      </div>
    </div>
  )
}
