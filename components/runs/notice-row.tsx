'use client'

import { Waves } from 'lucide-react'
import type { NoticeCause } from '../../lib/runs/events'
import { noticeWords } from '../../lib/runs/notice-words'
import { TimeAgo } from '../common/time-ago'

interface NoticeRowProps {
  cause: NoticeCause
  text: string
  at: string
}

/** What Reef itself said to the agent, as the agent read it. */
export function NoticeRow({ cause, text, at }: NoticeRowProps) {
  return (
    <div
      role="note"
      aria-label="Notice from Reef"
      className="my-2 ml-8 max-w-[76ch] rounded-panel border border-dashed px-3.5 py-2"
    >
      <p className="flex items-center gap-1.5 text-meta text-muted">
        <Waves size={14} strokeWidth={1.5} aria-hidden />
        <span className="font-medium text-ink">Reef to the agent</span>
        <span>{noticeWords[cause]}</span>
        <TimeAgo at={at} className="tabular" />
      </p>
      <p className="mt-0.5 line-clamp-6 whitespace-pre-wrap break-words text-muted">{text}</p>
    </div>
  )
}
