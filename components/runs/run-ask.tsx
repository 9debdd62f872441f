'use client'

import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { Markdown } from '../common/markdown'
import { QueryError } from '../common/query-error'
import { Skeleton } from '../ui/skeleton'
import { ApprovalCard } from './approval-card'
import { useWaitingApprovals } from './approval-dock'
import { EndRow } from './end-row'
import { Open } from './question-card'
import { RunContext } from './run-context'
import { useLiveRun } from './use-live-run'
import { WaitingNote } from './waiting-note'

interface RunAskProps {
  runId: string
  onRetry: () => void
  onOpenRun: (runId: string) => void
}

/** What a run wants from a person, and nothing else: the question, what is missing, or the result to look at. */
export function RunAsk({ runId, onRetry, onOpenRun }: RunAskProps) {
  const { state, error, reconnect } = useLiveRun(runId)
  if (error) return <QueryError title="This run could not be opened." error={error} onRetry={reconnect} />
  if (!state)
    return (
      <div role="status" aria-label="Loading the run" className="flex flex-col gap-2">
        <Skeleton className="h-3 w-2/3" />
        <Skeleton className="h-3 w-1/2" />
      </div>
    )
  const context = {
    runId,
    selectedStep: null,
    selectStep: ignore,
    showStep: ignore,
    openFile: ignore,
    retry: onRetry,
    openRun: onOpenRun,
  }
  return (
    <RunContext value={context}>
      <Ask state={state} />
    </RunContext>
  )
}

function ignore(): void {}

function Ask({ state }: { state: RunState }) {
  const approvals = useWaitingApprovals(state)
  if (approvals.length > 0)
    return (
      <div className="flex flex-col gap-3">
        {approvals.map(each => (
          <ApprovalCard key={each.approval.approvalId} {...each} />
        ))}
      </div>
    )
  const call = Object.values(state.toolCalls).find(each => each.status === 'asking')
  if (call?.question) return <Open asked={call.question} callId={call.callId} runId={state.runId} />
  if (state.waiting?.help) return <Open asked={state.waiting.help} runId={state.runId} />
  if (isEnded(state.status))
    return (
      <div className="-ml-8">
        {state.end?.result ? (
          <div className="pl-8">
            <Markdown text={state.end.result} />
          </div>
        ) : null}
        <EndRow state={state} />
      </div>
    )
  if (state.status === 'paused')
    return <p className="text-read">{state.pausedFor ?? 'A person has paused this run.'}</p>
  return (
    <div className="-mx-5">
      <WaitingNote state={state} />
    </div>
  )
}
