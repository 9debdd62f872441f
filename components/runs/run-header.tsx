'use client'

import { useQuery } from '@tanstack/react-query'
import { PanelRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import type { StreamStatus } from '../../lib/http/follow-stream'
import { runDetailQuery } from '../../lib/runs/queries'
import type { RunState } from '../../lib/runs/run-state'
import type { RunSummary } from '../../lib/runs/schema'
import { isQuiet, lifeWords, statusWords } from '../../lib/runs/words'
import { AgentGlyph } from '../common/agent-glyph'
import { ScriptedBadge } from '../common/scripted-badge'
import { StatusIcon } from '../common/status-icon'
import { TimeAgo } from '../common/time-ago'
import { useNow } from '../common/use-now'
import { IconButton } from '../ui/icon-button'
import { BurnMeter } from './burn-meter'
import { useDrafts } from './draft-context'
import { RunActions } from './run-actions'
import { Viewers } from './viewers'

// Few runs are forks.
const Lineage = dynamic(() => import('./lineage').then(module => module.Lineage))

interface RunHeaderProps {
  title: ReactNode
  state: RunState
  connection: StreamStatus
  runs: readonly RunSummary[]
  onChooseRun: (runId: string) => void
  /** Actions of the task, such as its menu. */
  actions: ReactNode
  inspectorOpen: boolean
  onToggleInspector: () => void
}

/** What the task is, what its run does, what it has used, and the brakes. */
export function RunHeader(props: RunHeaderProps) {
  const { title, state, connection, runs, onChooseRun, actions, inspectorOpen, onToggleInspector } = props
  return (
    <header className="shrink-0 border-b px-5 pt-2.5 pb-2 max-md:px-3">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">{title}</div>
        <RunActions state={state} />
        {actions}
        <span className="max-lg:hidden">
          <IconButton
            label={inspectorOpen ? 'Hide the inspector' : 'Show the inspector'}
            aria-pressed={inspectorOpen}
            onClick={onToggleInspector}
          >
            <PanelRight size={16} strokeWidth={1.5} aria-hidden />
          </IconButton>
        </span>
      </div>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 text-muted">
        <RunStatusChip state={state} connection={connection} />
        {state.model?.scripted ? <ScriptedBadge /> : null}
        <span className="flex items-center gap-1.5 max-md:hidden">
          <AgentGlyph name={state.created.recipe.agent.name} />
          {state.created.recipe.agent.name}
        </span>
        <span className="truncate max-[1439px]:hidden">{state.model?.modelId ?? 'no model yet'}</span>
        <span className="whitespace-nowrap max-lg:hidden">
          {state.created.actor.name}, <TimeAgo at={state.created.at} className="tabular" />
        </span>
        <Attempts runs={runs} attempt={state.created.attempt} onChoose={onChooseRun} />
        {state.fork || runs.some(run => run.forkedFrom) ? <Lineage state={state} runs={runs} /> : null}
        <Viewers runId={state.runId} />
        <span className="-mr-2 ml-auto max-md:-ml-2">
          <BurnMeter state={state} />
        </span>
      </div>
    </header>
  )
}

function RunStatusChip({ state, connection }: { state: RunState; connection: StreamStatus }) {
  const now = useNow(1000, state.status === 'running')
  // Words that arrive are a sign of life too, although they are not yet an event.
  const lastWords = useDrafts(drafts => drafts.at)
  const run = {
    status: state.status,
    waitingFor: state.waiting?.for ?? null,
    lastEventAt: new Date(Math.max(lastWords, Date.parse(state.lastEventAt))).toISOString(),
    stopping: state.stopRequested,
    queuePosition: usePlaceInLine(state),
  }
  const quiet = isQuiet(run, now)
  const life = lifeWords(run, now)
  const { steps } = state.limits
  const step = state.status === 'running' && state.steps.length > 0 ? `step ${state.steps.length}` : ''
  return (
    <span role="status" className="flex items-center gap-1.5 whitespace-nowrap">
      <StatusIcon status={state.status} waitingFor={run.waitingFor} label={false} quiet={quiet} />
      <span className="font-medium text-ink">{statusWords(run)}</span>
      {step ? (
        <span className="tabular" title={`At most ${steps} steps`}>
          · {step}
        </span>
      ) : null}
      {life ? (
        <span className={quiet ? 'tabular text-waiting' : 'tabular'} aria-hidden={!quiet}>
          · {life}
        </span>
      ) : null}
      {connection === 'reconnecting' ? <span className="text-waiting">· reconnecting</span> : null}
    </span>
  )
}

/** The log of a run does not know who stands before it: asked for while it waits. */
function usePlaceInLine({ runId, status }: RunState): number | null {
  const isQueued = status === 'queued'
  const { data } = useQuery({ ...runDetailQuery(runId), enabled: isQueued, refetchInterval: 3_000 })
  return isQueued ? (data?.queuePosition ?? null) : null
}

interface AttemptsProps {
  runs: readonly RunSummary[]
  /** The attempt that is shown, whichever of its runs. */
  attempt: number
  onChoose: (runId: string) => void
}

function Attempts({ runs, attempt, onChoose }: AttemptsProps) {
  if (runs.length < 2) return null
  const current = runs.find(run => run.attempt === attempt)?.id
  return (
    <select
      aria-label="Attempt"
      value={current}
      onChange={event => onChoose(event.target.value)}
      className="tabular h-6 rounded-sm border bg-raised px-1 text-ink text-meta"
    >
      {runs.map(run => (
        <option key={run.id} value={run.id}>
          Attempt {run.attempt}: {statusWords(run).toLowerCase()}
        </option>
      ))}
    </select>
  )
}
