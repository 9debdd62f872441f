'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, Inbox } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'
import { plainLine, statusWords } from '../../lib/runs/words'
import { taskListQuery } from '../../lib/tasks/queries'
import { waitsForPerson } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { ScriptedBadge } from '../common/scripted-badge'
import { StatusIcon } from '../common/status-icon'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Badge, type BadgeTone } from '../ui/badge'
import { Button, buttonClass } from '../ui/button'
import { classNames } from '../ui/class-names'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'

interface InboxViewProps {
  /** The exact ask of a task's run. */
  ask: (task: Task) => ReactNode
  onDone: (task: Task) => void
}

/** Everything that waits for a person: the list on the left, the exact ask on the right. */
export function InboxView({ ask, onDone }: InboxViewProps) {
  const query = useQuery(taskListQuery())
  const [openId, setOpenId] = useQueryState('task', parseAsString)
  const waiting = query.data?.tasks.filter(waitsForPerson) ?? []
  const open = waiting.find(task => task.id === openId) ?? waiting[0]
  function move(step: number) {
    const index = waiting.findIndex(task => task.id === open?.id)
    const next = waiting[Math.min(waiting.length - 1, Math.max(0, index + step))]
    if (next) void setOpenId(next.id)
  }
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
  useShortcut('e', () => open && onDone(open), useAllowed('task:write'))
  useShortcut('r', () => document.querySelector<HTMLElement>('#inbox-ask textarea')?.focus())
  return (
    <>
      <PageHeader title="Inbox" aside={waiting.length > 0 ? waiting.length : undefined} />
      {query.error ? (
        <QueryError
          title="The inbox could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonRows rows={5} label="Loading the inbox" /> : null}
      {query.data && waiting.length === 0 ? <Nothing tasks={query.data.tasks} /> : null}
      {open ? (
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          <ul
            aria-label="Waiting for you"
            className="scroll-quiet w-90 shrink-0 overflow-y-auto border-r max-lg:w-72 max-md:max-h-[38%] max-md:w-full max-md:border-r-0 max-md:border-b"
          >
            {waiting.map(task => (
              <InboxRow
                key={task.id}
                task={task}
                open={task.id === open.id}
                onOpen={() => void setOpenId(task.id)}
              />
            ))}
          </ul>
          <AskPane key={open.id} task={open} ask={ask} onDone={onDone} />
        </div>
      ) : null}
    </>
  )
}

function reasonOf({ run }: Task): { words: string; tone: BadgeTone } {
  if (!run) return { words: 'Not started', tone: 'neutral' }
  if (run.status === 'succeeded') return { words: 'Review', tone: 'succeeded' }
  if (run.status === 'failed') return { words: 'Failed', tone: 'failed' }
  if (run.waitingFor === 'answer') return { words: 'Question', tone: 'waiting' }
  if (run.waitingFor === 'approval') return { words: 'Approval', tone: 'waiting' }
  if (run.waitingFor === 'budget') return { words: 'Budget', tone: 'waiting' }
  if (run.waitingFor) return { words: run.waitingFor === 'model' ? 'Model' : 'Key', tone: 'waiting' }
  return { words: statusWords(run), tone: 'neutral' }
}

function InboxRow({ task, open, onOpen }: { task: Task; open: boolean; onOpen: () => void }) {
  const { run } = task
  const reason = reasonOf(task)
  return (
    <li>
      <button
        type="button"
        aria-current={open ? 'true' : undefined}
        onClick={onOpen}
        className="flex w-full flex-col gap-0.5 border-b px-4 py-2.5 text-left transition-colors duration-150 hover:bg-hover focus-visible:-outline-offset-2 aria-[current=true]:bg-selected"
      >
        <span className="flex w-full items-center gap-2">
          {run ? <StatusIcon status={run.status} waitingFor={run.waitingFor} label={false} /> : null}
          <span className="min-w-0 flex-1 truncate font-medium">{task.title}</span>
          <TimeAgo at={run?.lastEventAt ?? task.updatedAt} className="tabular text-meta text-muted" />
        </span>
        <span className="flex w-full items-center gap-2 pl-5.5">
          <span className="min-w-0 flex-1 truncate text-muted">
            {plainLine(run?.reason && run.status !== 'succeeded' ? run.reason : (run?.activity ?? ''))}
          </span>
          <Badge tone={reason.tone}>{reason.words}</Badge>
        </span>
      </button>
    </li>
  )
}

function AskPane({ task, ask, onDone }: InboxViewProps & { task: Task }) {
  const mayWrite = useAllowed('task:write')
  return (
    <section
      aria-label={task.title}
      id="inbox-ask"
      className="scroll-quiet min-w-0 flex-1 overflow-y-auto px-6 py-5 max-md:px-4"
    >
      <div className="mx-auto max-w-180">
        <div className="mb-4 flex flex-wrap items-start gap-2">
          <h2 className="min-w-0 flex-1 break-words text-lead">{task.title}</h2>
          {task.scripted ? <ScriptedBadge /> : null}
          <Link href={`/tasks/${task.id}`} className={buttonClass('secondary', 'small')}>
            Open task
          </Link>
          {mayWrite ? (
            <Button size="small" onClick={() => onDone(task)}>
              <Check size={14} strokeWidth={1.5} aria-hidden />
              Mark as done
            </Button>
          ) : null}
        </div>
        {ask(task)}
      </div>
    </section>
  )
}

function Nothing({ tasks }: { tasks: readonly Task[] }) {
  const running = tasks.filter(task => task.run?.status === 'running')
  return (
    <EmptyState
      icon={<Inbox size={24} strokeWidth={1.5} aria-hidden />}
      title="Nothing waits for you"
      actions={
        <Link href="/tasks" className={buttonClass()}>
          Go to the tasks
        </Link>
      }
    >
      <p className={classNames(running.length > 0 && 'tabular')}>
        {running.length > 0
          ? `${running.length} ${running.length === 1 ? 'run is' : 'runs are'} at work. Questions and results come here.`
          : 'Questions of agents, results to look at and failures come here.'}
      </p>
    </EmptyState>
  )
}
