'use client'

import { Users } from 'lucide-react'
import Link from 'next/link'
import { Fragment } from 'react'
import type { RunState } from '../../lib/runs/run-state'
import { type Branch, pathTo, rowsOfTree } from '../../lib/runs/tree'
import { statusWords } from '../../lib/runs/words'
import { formatPlural } from '../../lib/shared/format'
import { needsPerson } from '../../lib/tasks/rules'
import { RunFigures } from '../common/run-figures'
import { useRunPlace } from './use-run-place'
import { runAddress, useTeam } from './use-team'

/** One line above the transcript: whose part this is, or how many work on it; and who needs a person. */
export function TeamStrip({ state }: { state: RunState }) {
  const team = useTeam(state)
  const { change } = useRunPlace()
  if (!team) return null
  const path = pathTo(team, state.runId)
  const asking = rowsOfTree(team).find(
    ({ branch }) => branch.run.id !== state.runId && needsPerson(branch.run),
  )
  return (
    <section
      aria-label="Team"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-0.5 border-b px-5 py-1 max-md:px-3"
    >
      {path.length > 1 ? <Path path={path} /> : null}
      <button
        type="button"
        onClick={() => void change({ tab: 'team', inspector: null })}
        className="tabular flex items-center gap-1.5 rounded-control text-muted hover:text-ink max-md:min-h-9"
      >
        <Users size={14} strokeWidth={1.5} aria-hidden />
        {formatPlural(team.below + 1, 'agent')}
        {team.live > 0 ? <span className="text-running">· {team.live} under way</span> : null}
      </button>
      <RunFigures usage={team.usage} scripted={team.run.scripted} className="text-meta text-muted" />
      {asking ? (
        <Link href={runAddress(asking.branch)} className="ml-auto font-medium text-waiting hover:underline">
          {asking.branch.run.agentName}: {statusWords(asking.branch.run)}
        </Link>
      ) : null}
    </section>
  )
}

/** From the run at the top down to the one that is shown. */
function Path({ path }: { path: readonly Branch[] }) {
  return (
    <nav aria-label="Part of" className="flex min-w-0 items-center gap-1.5 text-muted">
      {path.map((branch, index) => (
        <Fragment key={branch.run.id}>
          {index > 0 ? <span aria-hidden>›</span> : null}
          {index < path.length - 1 ? (
            <Link
              href={runAddress(branch)}
              className="shrink-0 underline-offset-2 hover:text-ink hover:underline"
            >
              {branch.run.agentName}
            </Link>
          ) : (
            <span aria-current="page" className="truncate font-medium text-ink">
              {branch.run.title ?? branch.run.agentName}
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  )
}
