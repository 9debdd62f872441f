'use client'

import Link from 'next/link'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import type { RunSummary } from '../../lib/runs/schema'
import { type Branch, rowsOfTree } from '../../lib/runs/tree'
import { plainLine, statusWords } from '../../lib/runs/words'
import { formatDuration, formatPlural } from '../../lib/shared/format'
import { AgentGlyph } from '../common/agent-glyph'
import { RunFigures } from '../common/run-figures'
import { StatusIcon } from '../common/status-icon'
import { useNow } from '../common/use-now'
import { classNames } from '../ui/class-names'
import { Skeleton } from '../ui/skeleton'
import { StopBranch } from './stop-branch'
import { runAddress, useTeam } from './use-team'

/** Who works on what: every run of the attempt as a tree, with what each branch has used. */
export function TeamPanel({ state }: { state: RunState }) {
  const team = useTeam(state)
  if (!team) return <Skeleton className="m-4 h-24" />
  const words = [
    formatPlural(team.below + 1, 'agent'),
    team.live > 0 ? `${team.live} under way` : 'all have ended',
  ]
  return (
    <section aria-label="Team of agents" className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <div className="sticky top-0 z-10 flex min-h-10 flex-wrap items-center gap-x-3 border-b bg-surface py-1 pr-3 pl-4">
        <h2 className="tabular text-body">{words.join(' · ')}</h2>
        <RunFigures usage={team.usage} scripted={team.run.scripted} className="text-meta text-muted" />
        <span className="ml-auto">
          <StopBranch branch={team} />
        </span>
      </div>
      <ul aria-label="Runs of this attempt" className="py-1">
        {rowsOfTree(team).map(({ branch, depth }) => (
          <TeamRow key={branch.run.id} branch={branch} depth={depth} shown={branch.run.id === state.runId} />
        ))}
      </ul>
    </section>
  )
}

interface TeamRowProps {
  branch: Branch
  depth: number
  shown: boolean
}

function TeamRow({ branch, depth, shown }: TeamRowProps) {
  const { run, usage } = branch
  const line = run.status === 'waiting' ? (run.reason ?? run.activity) : run.activity
  return (
    <li
      className={classNames(
        'relative flex items-start gap-2 py-1.5 pr-3 hover:bg-hover [contain-intrinsic-size:auto_52px] [content-visibility:auto]',
        shown && 'bg-selected',
      )}
      style={{ paddingLeft: 16 + depth * 18 }}
    >
      <span className="pt-[3px]">
        <StatusIcon status={run.status} waitingFor={run.waitingFor} label={false} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5">
          <AgentGlyph name={run.agentName} />
          <Link
            href={runAddress(branch)}
            aria-current={shown ? 'page' : undefined}
            className="min-w-0 truncate font-medium after:absolute after:inset-0"
          >
            {run.agentName}
            {run.title ? <span className="font-normal">: {run.title}</span> : null}
          </Link>
        </p>
        {line && !isEnded(run.status) ? (
          <p className="truncate text-meta text-muted">{plainLine(line)}</p>
        ) : null}
        <p className="tabular flex flex-wrap gap-x-2 text-meta text-muted">
          <span className="text-ink">{statusWords(run)}</span>
          <Took run={run} />
          <RunFigures usage={usage} scripted={run.scripted} />
          {branch.below > 0 ? <span>with {formatPlural(branch.below, 'agent')} below</span> : null}
        </p>
      </div>
      {depth > 0 ? (
        <span className="relative">
          <StopBranch branch={branch} />
        </span>
      ) : null}
    </li>
  )
}

/** How long it has worked, or how long it took. */
function Took({ run }: { run: RunSummary }) {
  const now = useNow(1000, !isEnded(run.status) && run.startedAt !== null)
  if (run.startedAt === null) return null
  const end = run.endedAt === null ? now : Date.parse(run.endedAt)
  return <span>{formatDuration(Math.max(0, end - Date.parse(run.startedAt)))}</span>
}
