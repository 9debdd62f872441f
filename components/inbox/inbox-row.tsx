'use client'

import type { AskKind, InboxItem } from '../../lib/inbox/schema'
import { plainLine } from '../../lib/runs/words'
import { StatusIcon } from '../common/status-icon'
import { TimeAgo } from '../common/time-ago'
import { Badge, type BadgeTone } from '../ui/badge'

const kinds: Record<AskKind, { words: string; tone: BadgeTone }> = {
  question: { words: 'Question', tone: 'waiting' },
  approval: { words: 'Approval', tone: 'waiting' },
  budget: { words: 'Budget', tone: 'waiting' },
  credentials: { words: 'Key', tone: 'waiting' },
  model: { words: 'Model', tone: 'waiting' },
  paused: { words: 'Paused', tone: 'neutral' },
  failed: { words: 'Failed', tone: 'failed' },
  stopped: { words: 'Stopped', tone: 'neutral' },
  review: { words: 'Review', tone: 'succeeded' },
}

interface InboxRowProps {
  item: InboxItem
  open: boolean
  onOpen: () => void
}

/** One task in the inbox: the first of what it asks, since when, and how much more there is. */
export function InboxRow({ item, open, onOpen }: InboxRowProps) {
  const { task, asks } = item
  const [first, ...others] = asks
  if (!first) return null
  const { words, tone } = kinds[first.kind]
  return (
    <li>
      <button
        type="button"
        aria-current={open ? 'true' : undefined}
        onClick={onOpen}
        className="flex w-full flex-col gap-0.5 border-b px-4 py-2.5 text-left transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2 aria-[current=true]:bg-selected"
      >
        <span className="flex w-full items-center gap-2">
          {task.run ? (
            <StatusIcon status={task.run.status} waitingFor={task.run.waitingFor} label={false} />
          ) : null}
          <span className="min-w-0 flex-1 truncate font-medium">{task.title}</span>
          <TimeAgo at={first.since} className="tabular text-meta text-muted" />
        </span>
        <span className="flex w-full items-center gap-2 pl-5.5">
          <span className="min-w-0 flex-1 truncate text-muted">{plainLine(first.words)}</span>
          {others.length > 0 ? (
            <span className="tabular text-meta text-muted">{others.length} more</span>
          ) : null}
          <Badge tone={tone}>{words}</Badge>
        </span>
      </button>
    </li>
  )
}
