'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, ShieldCheck, TriangleAlert } from 'lucide-react'
import { rawStepQuery } from '../../lib/runs/queries'
import type { RunState } from '../../lib/runs/run-state'
import type { RawStep } from '../../lib/runs/schema'
import { formatPlural } from '../../lib/shared/format'
import { QueryError } from '../common/query-error'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import { CopyButton } from './code-box'
import { useRun } from './run-context'

/** The exact request and answer of one step, as the model had them. */
export function InspectorRaw({ state }: { state: RunState }) {
  const { selectedStep, selectStep } = useRun()
  const last = state.steps.findLast(step => step.parts.length > 0)?.step ?? 0
  const step = selectedStep ?? last
  if (step === 0)
    return <EmptyState title="No step yet">The first answer of the model appears here in full.</EmptyState>
  return (
    <div className="scroll-quiet flex-1 overflow-y-auto px-4 py-3">
      <div className="flex items-center gap-1">
        <h2 className="tabular flex-1 text-body">
          Step {step} <span className="font-normal text-muted">of {state.steps.length}</span>
        </h2>
        <IconButton label="Previous step" disabled={step <= 1} onClick={() => selectStep(step - 1)}>
          <ChevronLeft size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
        <IconButton
          label="Next step"
          disabled={step >= state.steps.length}
          onClick={() => selectStep(step + 1)}
        >
          <ChevronRight size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
      <RawStepView runId={state.runId} step={step} />
    </div>
  )
}

function RawStepView({ runId, step }: { runId: string; step: number }) {
  const query = useQuery({ ...rawStepQuery(runId, step), placeholderData: previous => previous })
  if (query.error)
    return (
      <QueryError
        title="The raw step could not be loaded."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <Skeleton className="mt-3 h-40 rounded-control" />
  const { request, reply } = query.data
  return (
    <div className={query.isPlaceholderData ? 'opacity-50' : ''}>
      <Verified raw={query.data} />
      <Part title="Instructions" text={request.instructions} />
      <Part
        title={formatPlural(request.tools.length, 'tool')}
        text={JSON.stringify(request.tools, null, 2)}
      />
      <Part
        title={formatPlural(request.messages.length, 'message')}
        text={JSON.stringify(request.messages, null, 2)}
        open
      />
      <Part title="Answer" text={JSON.stringify(reply.parts, null, 2)} open />
      {reply.finishReason ? <p className="mt-2 text-muted">Ended because: {reply.finishReason}</p> : null}
    </div>
  )
}

function Verified({ raw }: { raw: RawStep }) {
  return (
    <p className="mt-1 flex items-center gap-1.5 text-meta text-muted">
      {raw.verified ? (
        <ShieldCheck size={14} strokeWidth={1.5} aria-hidden className="text-succeeded" />
      ) : (
        <TriangleAlert size={14} strokeWidth={1.5} aria-hidden className="text-waiting" />
      )}
      {raw.verified
        ? 'Matches the hash that was recorded when it was sent'
        : 'Could not be checked against what was sent'}
      {raw.prefixHash ? <span className="font-mono text-faint">{raw.prefixHash.slice(0, 8)}</span> : null}
    </p>
  )
}

function Part({ title, text, open = false }: { title: string; text: string; open?: boolean }) {
  return (
    <div className="relative mt-3">
      <span className="absolute top-0 right-0">
        <CopyButton text={text} label={title.toLowerCase()} />
      </span>
      <details open={open} className="group">
        <summary className="flex h-7 list-none items-center gap-1.5 font-medium hover:text-ink [&::-webkit-details-marker]:hidden">
          <ChevronRight
            size={14}
            strokeWidth={1.5}
            aria-hidden
            className="text-muted transition-transform duration-150 group-open:rotate-90"
          />
          <span className="flex-1">{title}</span>
        </summary>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
          tabIndex={0}
          className="scroll-quiet mt-1 max-h-[60vh] overflow-auto whitespace-pre-wrap break-words rounded-control bg-sunken p-2.5 font-mono text-meta leading-[18px]"
        >
          {text}
        </pre>
      </details>
    </div>
  )
}
