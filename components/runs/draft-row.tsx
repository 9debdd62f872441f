'use client'

import type { RunState } from '../../lib/runs/run-state'
import { formatCount } from '../../lib/shared/format'
import { Markdown } from '../common/markdown'
import { useNow } from '../common/use-now'
import { useDrafts } from './draft-context'
import { ReasoningText } from './reasoning'

/** What is going on at the end of a live run: text being written, or what it waits for. */
export function DraftRow({ state }: { state: RunState }) {
  const text = useDrafts(drafts => drafts.text)
  const reasoning = useDrafts(drafts => drafts.reasoning)
  const writing = useDrafts(drafts => drafts.tools.find(tool => tool.output === '' && tool.input !== ''))
  if (state.status !== 'running' && state.status !== 'queued') return null
  const step = state.steps.at(-1)
  const called = step && step.parts.length === 0 && !step.attempts.at(-1)?.error
  return (
    <div className="flex flex-col gap-2 pt-1 pb-3 pl-8">
      {reasoning && text === '' ? <ReasoningText text={reasoning} live /> : null}
      {text ? <Markdown text={text} /> : null}
      {writing ? (
        <p className="text-muted">
          Writing a call of <span className="font-mono text-meta">{writing.name}</span>{' '}
          <span className="tabular text-faint">{formatCount(writing.input.length)} characters</span>
        </p>
      ) : null}
      {text === '' && !writing ? (
        <Waiting state={state} called={Boolean(called)} since={step?.attempts.at(-1)?.calledAt} />
      ) : null}
    </div>
  )
}

interface WaitingProps {
  state: RunState
  called: boolean
  since: string | undefined
}

function Waiting({ state, called, since }: WaitingProps) {
  const now = useNow(1000)
  const seconds = called && since ? Math.max(0, Math.round((now - Date.parse(since)) / 1000)) : null
  const words =
    state.status === 'queued'
      ? 'Waiting for a worker'
      : called
        ? 'Thinking'
        : state.steps.length === 0
          ? 'Starting'
          : 'Working'
  return (
    <p className="flex items-center gap-2 text-muted">
      <span className="size-1.5 animate-pulse-slow rounded-full bg-running" aria-hidden />
      {words}
      {seconds !== null && seconds > 2 ? <span className="tabular text-faint">{seconds} s</span> : null}
    </p>
  )
}
