'use client'

import dynamic from 'next/dynamic'
import { memo } from 'react'
import type { TranscriptRow } from '../../lib/runs/rows'
import { Markdown } from '../common/markdown'
import { TimeAgo } from '../common/time-ago'
import { AssignmentRow } from './assignment-row'
import { CallRow } from './call-row'
import { DraftRow } from './draft-row'
import { FiguresWords } from './figures-words'
import { GroupRow } from './group-row'
import { Reasoning } from './reasoning'
import { useRun, useRunState } from './run-context'
import { StepMark } from './step-mark'

const ApprovalRow = dynamic(() => import('./approval-row').then(module => module.ApprovalRow))
const ChecksCard = dynamic(() => import('./checks-card').then(module => module.ChecksCard))
const CompactionNote = dynamic(() => import('./compaction-note').then(module => module.CompactionNote))
const NestedCalls = dynamic(() => import('./nested-calls').then(module => module.NestedCalls))
const NoticeRow = dynamic(() => import('./notice-row').then(module => module.NoticeRow))
const FailureNote = dynamic(() => import('./failure-note').then(module => module.FailureNote))
const DelegationCard = dynamic(() => import('./delegation-card').then(module => module.DelegationCard))
const EndRow = dynamic(() => import('./end-row').then(module => module.EndRow))
const ForkRow = dynamic(() => import('./fork-row').then(module => module.ForkRow))
const QuestionCard = dynamic(() => import('./question-card').then(module => module.QuestionCard))

interface TranscriptRowProps {
  row: TranscriptRow
  scripted: boolean
  onToggle: (key: string, open: boolean) => void
}

/** One row of the transcript, whatever it is; drawn anew only when it has become another object (`keepRows`). */
export const TranscriptRowView = memo(function Row({ row, scripted, onToggle }: TranscriptRowProps) {
  switch (row.kind) {
    case 'assignment':
    case 'draft':
      return <StateRow kind={row.kind} />
    case 'group':
      return (
        <div className="pl-8">
          <GroupRow
            summary={row.summary}
            scripted={scripted}
            open={row.open}
            onToggle={() => onToggle(row.key, !row.open)}
          />
        </div>
      )
    case 'entry': {
      const toggle = () => onToggle(row.key, !row.open)
      return (
        <div className={`flex gap-2 ${row.last ? 'pb-1.5' : ''}`}>
          <span className="flex h-8 w-6 shrink-0 items-center justify-end max-md:h-10">
            {row.mark ? <StepMark step={row.entry.step} /> : null}
          </span>
          {row.entry.kind === 'reasoning' ? (
            <Reasoning text={row.entry.text} open={row.open} onToggle={toggle} />
          ) : (
            <CallRow
              call={row.entry.call}
              nested={row.entry.call.nested ? <NestedCalls call={row.entry.call} /> : null}
              figures={row.entry.figures}
              scripted={scripted}
              open={row.open}
              onToggle={toggle}
            />
          )}
        </div>
      )
    }
    case 'item':
      if (row.item.kind === 'end') return <StateRow kind="end" />
      return <ItemRow row={row} item={row.item} scripted={scripted} onToggle={onToggle} />
  }
})

const rowsOfState = { assignment: AssignmentRow, draft: DraftRow, end: EndRow }

/** What is drawn from the whole run. */
function StateRow({ kind }: { kind: keyof typeof rowsOfState }) {
  const View = rowsOfState[kind]
  return <View state={useRunState()} />
}

const prefixWords = {
  model:
    'Another model took over before this call, so its provider read the conversation for the first time.',
  other: 'The start of the conversation changed before this call, so the provider read it anew.',
} as const

type ItemTranscriptRow = Extract<TranscriptRow, { kind: 'item' }>

type ItemRowProps = Omit<TranscriptRowProps, 'row'> & {
  row: ItemTranscriptRow
  item: Exclude<ItemTranscriptRow['item'], { kind: 'end' }>
}

function ItemRow({ row, item, scripted, onToggle }: ItemRowProps) {
  const { runId } = useRun()
  if (item.kind === 'fork') return <ForkRow fork={item.fork} />
  if (item.kind === 'message' && item.cause)
    return <NoticeRow cause={item.cause} text={item.text} at={item.at} />
  if (item.kind === 'message')
    return (
      <article aria-label="Message" className="my-2 ml-8 max-w-[76ch] rounded-panel bg-sunken px-3.5 py-2.5">
        <p className="flex gap-1.5 text-meta text-muted">
          <span className="font-medium text-ink">{item.actor.name}</span>
          <TimeAgo at={item.at} className="tabular" />
        </p>
        <p className="mt-0.5 whitespace-pre-wrap break-words text-read">{item.text}</p>
      </article>
    )
  return (
    <div className="flex gap-2">
      <span className="flex h-8 w-6 shrink-0 items-center justify-end">
        {row.mark ? <StepMark step={item.step} /> : null}
      </span>
      <div className="min-w-0 flex-1">
        {item.kind === 'text' ? (
          <div className="group/text flex items-start gap-4 py-1.5">
            <div className="min-w-0 flex-1">
              <Markdown text={item.text} />
            </div>
            <span className="pt-0.5 opacity-0 transition-opacity duration-150 group-hover/text:opacity-100 max-md:hidden">
              <FiguresWords figures={item.figures} scripted={scripted} />
            </span>
          </div>
        ) : null}
        {item.kind === 'reasoning' ? (
          <Reasoning text={item.text} open={row.open} onToggle={() => onToggle(row.key, !row.open)} />
        ) : null}
        {item.kind === 'question' ? (
          <div className="py-1.5">
            <QuestionCard call={item.call} runId={runId} />
          </div>
        ) : null}
        {item.kind === 'delegation' ? <DelegationCard call={item.call} /> : null}
        {item.kind === 'approval' ? <ApprovalRow approval={item.approval} /> : null}
        {item.kind === 'failure' ? <FailureNote item={item} /> : null}
        {item.kind === 'prefix' ? <p className="py-1.5 text-muted">{prefixWords[item.cause]}</p> : null}
        {item.kind === 'checks' ? <ChecksCard item={item} scripted={scripted} /> : null}
        {item.kind === 'compaction' ? (
          <CompactionNote item={item} open={row.open} onToggle={() => onToggle(row.key, !row.open)} />
        ) : null}
        {item.kind === 'model' ? (
          <p className="py-1.5">
            Goes on with <span className="font-mono text-meta">{item.spec}</span>.
            {item.reason ? <span className="text-muted"> {item.reason}</span> : null}
          </p>
        ) : null}
      </div>
    </div>
  )
}
