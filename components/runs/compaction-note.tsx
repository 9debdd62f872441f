'use client'

import { ChevronRight, Shrink } from 'lucide-react'
import { wantedWords } from '../../lib/runs/call-words'
import { outputPath } from '../../lib/runs/compaction'
import type { Compaction, RunState } from '../../lib/runs/run-state'
import type { TimelineItem } from '../../lib/runs/timeline'
import { formatCount, formatPlural } from '../../lib/shared/format'
import { Markdown } from '../common/markdown'
import { classNames } from '../ui/class-names'
import { CompactionMoney } from './compaction-money'
import { FiguresWords } from './figures-words'
import { useRun, useRunState } from './run-context'

interface CompactionNoteProps {
  item: Extract<TimelineItem, { kind: 'compaction' }>
  open: boolean
  onToggle: () => void
}

const words: Record<Compaction['kind'], string> = {
  mask: 'Old results were left out',
  summary: 'Old steps were summed up',
  handoff: 'The context began afresh',
}

/** Where what the model sees became shorter: before and after, what was left out, and where it lies. */
export function CompactionNote({ item, open, onToggle }: CompactionNoteProps) {
  const state = useRunState()
  const { compaction, figures } = item
  const { kind, tokensBefore, tokensAfter } = compaction
  return (
    <div className="min-w-0 flex-1 border-y border-dashed py-0.5">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="-mx-1.5 flex min-h-8 w-[calc(100%+12px)] items-center gap-2 rounded-control px-1.5 text-left text-muted transition-colors duration-150 hover:bg-hover max-md:min-h-10"
      >
        <Shrink size={16} strokeWidth={1.5} aria-hidden className="shrink-0" />
        <span className="min-w-0">{words[kind]}</span>
        <span className="tabular shrink-0 text-meta">
          {formatCount(tokensBefore)} → {formatCount(tokensAfter)} tokens
        </span>
        <span className="ml-auto flex items-center gap-2">
          <FiguresWords figures={figures} scripted={state.model?.scripted ?? false} />
          <ChevronRight
            size={14}
            strokeWidth={1.5}
            aria-hidden
            className={classNames(
              'shrink-0 text-faint transition-transform duration-150',
              open && 'rotate-90',
            )}
          />
        </span>
      </button>
      {open ? <Details compaction={compaction} state={state} /> : null}
    </div>
  )
}

function Details({ compaction, state }: { compaction: Compaction; state: RunState }) {
  const { openFile } = useRun()
  const { summary, maskedCallIds, throughStep, kind, reason } = compaction
  const calls = maskedCallIds.flatMap(id => state.toolCalls[id] ?? [])
  return (
    <div className="mb-2 ml-6 max-w-[72ch]">
      <p className="text-muted">
        {reason} From here on the model reads{' '}
        {kind === 'mask' ? 'short notes in place of long results' : `steps 1 to ${throughStep} as told below`}
        . The task, people’s words, the plan and opened skills stay word for word. The provider read the
        conversation anew. This page still shows everything.
      </p>
      {state.model?.scripted ? null : <CompactionMoney compaction={compaction} state={state} />}
      {summary ? (
        <div className="mt-2 border-strong border-l-2 pl-3">
          <Markdown text={summary} />
        </div>
      ) : null}
      {calls.length > 0 ? (
        <>
          <p className="mt-2 text-meta text-muted">
            {formatPlural(calls.length, 'result')} left out; each is a file that the agent can read again.
          </p>
          <ul className="scroll-quiet mt-1 max-h-56 overflow-y-auto">
            {calls.map(call => (
              <li key={call.callId}>
                <button
                  type="button"
                  onClick={() => openFile(outputPath(call))}
                  className="flex min-h-7 w-full items-center gap-2 rounded-control px-1.5 text-left text-meta hover:bg-hover max-md:min-h-9"
                >
                  <span className="tabular shrink-0 text-faint">{call.step}</span>
                  <span className="min-w-0 flex-1 truncate">{wantedWords(call)}</span>
                  <span className="tabular shrink-0 text-muted">
                    {formatCount(call.output?.length ?? 0)} characters
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  )
}
