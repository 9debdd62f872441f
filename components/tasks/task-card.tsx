'use client'

import { Paperclip, Users } from 'lucide-react'
import Link from 'next/link'
import { isEnded } from '../../lib/runs/rules'
import { isQuiet, lifeWords, plainLine, statusWords } from '../../lib/runs/words'
import { usageOf } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'
import { AgentGlyph } from '../common/agent-glyph'
import { BudgetBar } from '../common/budget-bar'
import { RunFigures } from '../common/run-figures'
import { ScriptedBadge } from '../common/scripted-badge'
import { StatusIcon } from '../common/status-icon'
import { TimeAgo } from '../common/time-ago'
import { useNow } from '../common/use-now'
import { classNames } from '../ui/class-names'
import { BlockedNote } from './blocked-by'
import { ChooseBox } from './choose-box'
import { isPending } from './pending-task'
import { TaskMenu } from './task-menu'
import type { Selection } from './use-selection'

interface TaskCardProps {
  task: Task
  selection: Selection
  selected: boolean
  onSelect: () => void
}

/** A task on the board: what it is, what it does now, what it has used. */
export function TaskCard({ task, selection, selected, onSelect }: TaskCardProps) {
  const { run } = task
  const pending = isPending(task)
  return (
    <article
      aria-labelledby={`title-${task.id}`}
      data-task={task.id}
      onPointerEnter={onSelect}
      className={classNames(
        'group relative rounded-panel border bg-raised p-2.5 transition-colors duration-150 hover:border-strong',
        selected && 'border-strong',
        selection.ids.has(task.id) && 'border-accent',
        pending && 'opacity-60',
      )}
    >
      <div className="flex items-start gap-2">
        <span className="pt-[3px]">
          {run ? (
            <StatusIcon status={run.status} waitingFor={run.waitingFor} />
          ) : (
            <StatusIcon status="queued" />
          )}
        </span>
        <h3 className="min-w-0 flex-1 font-medium text-body">
          {pending ? (
            <span id={`title-${task.id}`} className="line-clamp-2 break-words">
              {task.title}
            </span>
          ) : (
            <Link
              id={`title-${task.id}`}
              href={`/tasks/${task.id}`}
              onFocus={onSelect}
              className="line-clamp-2 break-words after:absolute after:inset-0 after:rounded-panel"
            >
              {task.title}
            </Link>
          )}
        </h3>
        {pending ? null : (
          <ChooseBox
            task={task}
            selection={selection}
            className="mt-0.5 md:absolute md:top-3 md:left-2.5 md:mt-0"
          />
        )}
        <span className="absolute top-1.5 right-1.5 rounded-sm bg-raised opacity-0 focus-within:opacity-100 group-hover:opacity-100 max-md:relative max-md:inset-auto max-md:-my-2 max-md:-mr-1.5 max-md:opacity-100">
          {pending ? null : <TaskMenu task={task} />}
        </span>
      </div>
      <Doing task={task} />
      <BlockedNote task={task} />
      <div className="mt-2 flex items-center gap-1.5 whitespace-nowrap text-meta text-muted">
        <AgentGlyph name={task.agentName ?? 'Reef'} label />
        {run ? (
          <RunFigures
            usage={usageOf(task, run)}
            scripted={run.scripted}
            short
            className="relative min-w-0 truncate"
          />
        ) : (
          <span>{pending ? 'Sending' : 'Not started'}</span>
        )}
        {task.files.length > 0 ? (
          <span
            className="tabular flex items-center gap-0.5 max-2xl:hidden max-lg:flex"
            title={`${task.files.length} files attached`}
          >
            <Paperclip size={12} strokeWidth={1.5} aria-hidden />
            {task.files.length}
          </span>
        ) : null}
        <TimeAgo at={run?.lastEventAt ?? task.updatedAt} className="tabular ml-auto shrink-0" />
      </div>
      {run ? <BudgetBar usage={usageOf(task, run)} budget={task.budget} className="mt-2" /> : null}
    </article>
  )
}

/** Agents at work below, and the first of them that needs a person. */
function TeamWords({ team }: { team: NonNullable<Task['team']> }) {
  return (
    <>
      {team.atWork > 0 ? (
        <span className="tabular flex items-center gap-1 text-running">
          <Users size={12} strokeWidth={1.5} aria-hidden />
          {team.atWork === 1 ? '1 agent at work' : `${team.atWork} agents at work`}
        </span>
      ) : null}
      {team.asks ? (
        <span className="text-waiting">
          {team.asks.agentName}: {statusWords(team.asks)}
        </span>
      ) : null}
    </>
  )
}

function Doing({ task }: { task: Task }) {
  const { run } = task
  const now = useNow(5000, run?.status === 'running')
  if (!run) return null
  const quiet = isQuiet(run, now)
  const line = run.status === 'waiting' ? (run.reason ?? run.activity) : run.activity
  const needsWords = run.status !== 'running' && run.status !== 'succeeded'
  return (
    <div className="mt-1 flex flex-col gap-0.5 pl-5.5 text-meta text-muted">
      {run.scripted ? (
        <span>
          <ScriptedBadge />
        </span>
      ) : null}
      {quiet ? <span className="text-waiting first-letter:uppercase">{lifeWords(run, now)}</span> : null}
      {needsWords ? <span className="text-ink">{statusWords(run)}</span> : null}
      {task.team && !isEnded(run.status) ? <TeamWords team={task.team} /> : null}
      {line ? <span className="line-clamp-2 break-words">{plainLine(line)}</span> : null}
    </div>
  )
}
