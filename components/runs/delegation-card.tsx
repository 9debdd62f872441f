'use client'

import { Users } from 'lucide-react'
import Link from 'next/link'
import { childrenOf, fanOutApproval, partTitles } from '../../lib/runs/delegation'
import type { ChildState, ToolCallState } from '../../lib/runs/run-state'
import { type Branch, findBranch } from '../../lib/runs/tree'
import { plainLine, statusWords } from '../../lib/runs/words'
import { formatPlural } from '../../lib/shared/format'
import { AgentGlyph } from '../common/agent-glyph'
import { RunFigures } from '../common/run-figures'
import { StatusIcon } from '../common/status-icon'
import { FanOutAsk } from './fan-out-ask'
import { useRunState } from './run-context'
import { useTeam } from './use-team'

/** Work that was handed on: each part with who does it, how far it is, and what came of it. */
export function DelegationCard({ call }: { call: ToolCallState }) {
  const state = useRunState()
  const team = useTeam(state)
  const children = childrenOf(state, call.callId)
  const word = fanOutApproval(state, call.step)
  if (word && !word.decided) return <FanOutAsk approval={word} runId={state.runId} />
  const titles = partTitles(call.input)
  const waiting = titles.slice(children.length)
  const ended = children.filter(child => child.end).length
  const count = Math.max(titles.length, children.length)
  return (
    <section
      aria-label="Work handed on"
      className="my-1.5 max-w-[84ch] overflow-hidden rounded-panel border bg-raised"
    >
      <p className="tabular flex items-center gap-2 border-b px-3.5 py-2 text-body">
        <Users size={16} strokeWidth={1.5} aria-hidden className="text-muted" />
        <span className="font-medium">Handed on {formatPlural(count, 'part')}</span>
        <span className="text-muted">
          {call.isError ? 'not started' : ended === count ? 'all are back' : `${ended} of ${count} are back`}
        </span>
      </p>
      <ul>
        {children.map(child => (
          <Part
            key={child.childRunId}
            child={child}
            branch={team && findBranch(team, child.childRunId)}
            taskId={state.created.taskId}
          />
        ))}
        {call.status === 'finished'
          ? null
          : waiting.map(title => (
              <li
                key={title}
                className="flex items-center gap-2 border-b px-3.5 py-2 text-muted last:border-b-0"
              >
                <StatusIcon status="queued" label={false} />
                <span className="min-w-0 truncate">{title}</span>
                <span className="ml-auto shrink-0 text-meta">waiting its turn</span>
              </li>
            ))}
      </ul>
      {call.isError ? <p className="px-3.5 py-2 text-muted">{call.output}</p> : null}
    </section>
  )
}

interface PartProps {
  child: ChildState
  branch: Branch | null
  taskId: string
}

function Part({ child, branch, taskId }: PartProps) {
  const status = child.end?.status ?? branch?.run.status ?? 'queued'
  const waitingFor = child.end ? null : (branch?.run.waitingFor ?? null)
  const now = child.end ? child.end.result : (branch?.run.activity ?? null)
  return (
    <li className="relative flex items-start gap-2 border-b px-3.5 py-2 last:border-b-0 hover:bg-hover">
      <span className="pt-[3px]">
        <StatusIcon status={status} waitingFor={waitingFor} label={false} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5">
          <AgentGlyph name={child.agentName} />
          <Link
            href={`/tasks/${taskId}?run=${child.childRunId}`}
            className="min-w-0 truncate font-medium after:absolute after:inset-0"
          >
            {child.agentName}
            <span className="font-normal">: {child.title}</span>
          </Link>
        </p>
        {now ? <p className="line-clamp-2 break-words text-meta text-muted">{plainLine(now)}</p> : null}
        {child.end?.problem ? (
          <p className="text-meta text-waiting">Not of the shape asked for: {child.end.problem}</p>
        ) : null}
      </div>
      <span className="tabular flex shrink-0 flex-col items-end text-meta text-muted">
        <span className="text-ink">{statusWords({ status, waitingFor })}</span>
        {child.end || branch ? (
          <RunFigures
            usage={child.end?.usage ?? branch?.usage ?? nothing}
            scripted={branch?.run.scripted ?? false}
            short
          />
        ) : null}
      </span>
    </li>
  )
}

const nothing = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: null,
  costUnknown: false,
}
