'use client'

import {
  BookOpen,
  ChevronRight,
  CircleHelp,
  FilePen,
  FilePlus,
  FileText,
  Globe,
  ListChecks,
  type LucideIcon,
  SquareTerminal,
  Users,
  Wrench,
} from 'lucide-react'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { callWords } from '../../lib/runs/call-words'
import type { Figures } from '../../lib/runs/figures'
import type { ToolCallState } from '../../lib/runs/run-state'
import { useNow } from '../common/use-now'
import { classNames } from '../ui/class-names'
import { FiguresWords } from './figures-words'

const CallDetail = dynamic(() => import('./call-detail').then(module => module.CallDetail))

const icons: Record<string, LucideIcon> = {
  bash: SquareTerminal,
  read: FileText,
  write: FilePlus,
  edit: FilePen,
  web_fetch: Globe,
  skill: BookOpen,
  plan: ListChecks,
  ask: CircleHelp,
  delegate: Users,
}

interface CallRowProps {
  call: ToolCallState
  /** The calls that its script made, shown when it is open. */
  nested?: ReactNode
  figures: Figures | null
  scripted: boolean
  open: boolean
  onToggle: () => void
}

/** A tool call in one line; open, with its output as the tool deserves. */
export function CallRow({ call, nested, figures, scripted, open, onToggle }: CallRowProps) {
  const words = callWords(call)
  const running = call.status === 'started' || call.status === 'asking'
  const Icon = icons[call.name] ?? Wrench
  return (
    <div className="min-w-0 flex-1">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="group -mx-1.5 flex h-8 w-[calc(100%+12px)] items-center gap-2 rounded-control px-1.5 text-left transition-colors duration-150 hover:bg-hover max-md:h-10"
      >
        <Icon
          size={16}
          strokeWidth={1.5}
          aria-hidden
          className={classNames(
            'shrink-0',
            running ? 'text-running' : call.isError ? 'text-failed' : 'text-muted',
          )}
        />
        <span className={classNames('shrink-0', running && 'text-running')}>{words.verb}</span>
        <span className="min-w-0 truncate font-mono text-meta">{words.object}</span>
        {words.outcome ? (
          <span
            className={classNames('tabular shrink-0 text-meta', call.isError ? 'text-failed' : 'text-muted')}
          >
            {words.outcome}
          </span>
        ) : null}
        <span className="ml-auto flex items-center gap-2 pl-2">
          {running ? <Elapsed call={call} /> : null}
          {call.status === 'called' ? <span className="text-meta text-muted">not begun</span> : null}
          <FiguresWords
            figures={figures}
            durationMs={call.status === 'finished' ? call.durationMs : null}
            scripted={scripted}
          />
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
      {open ? <CallDetail call={call} nested={nested} /> : null}
    </div>
  )
}

function Elapsed({ call }: { call: ToolCallState }) {
  const now = useNow(1000)
  if (!call.startedAt) return null
  const seconds = Math.max(0, Math.round((now - Date.parse(call.startedAt)) / 1000))
  return <span className="tabular animate-pulse-slow text-meta text-running">{seconds} s</span>
}
