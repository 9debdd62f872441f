'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { taskListQuery } from '../../lib/tasks/queries'
import type { Task } from '../../lib/tasks/schema'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { useAttachments } from '../common/use-attachments'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { Skeleton, SkeletonRows } from '../ui/skeleton'
import { BulkBar } from './bulk-bar'
import { LaunchChecklist } from './launch-checklist'
import { inBoardOrder, TaskBoard } from './task-board'
import { TaskComposer } from './task-composer'
import { useTaskDraft } from './task-draft'
import { TaskList } from './task-list'
import { TasksToolbar } from './tasks-toolbar'
import { useSelection } from './use-selection'
import { useTaskFilter } from './use-task-filter'
import { Welcome } from './welcome'

/** The first screen: hand out work on top, and all the work below. */
export function TasksView() {
  const filter = useTaskFilter()
  const form = useTaskDraft()
  const files = useAttachments()
  const { q } = filter.values
  const query = useQuery({
    ...taskListQuery(q ? { q } : {}),
    placeholderData: previous => previous,
  })
  const tasks = query.data?.tasks
  const shown = tasks?.filter(filter.matches)
  const isEmpty = tasks?.length === 0 && q === ''
  // The sample run that a workspace starts with is nobody's own task.
  const isNew = tasks?.every(task => task.scripted !== null) === true && q === ''
  useWordsOfAddress(filter, form)
  const mayWrite = useAllowed('task:write')
  return (
    <>
      <div className="flex shrink-0 flex-col gap-2 px-5 pt-4 pb-2 max-md:px-4 max-md:pt-3">
        <h1 className="sr-only">Tasks</h1>
        {mayWrite ? <TaskComposer form={form} files={files} focusKey={filter.values.new} /> : null}
        {mayWrite && tasks ? <LaunchChecklist tasks={tasks} /> : null}
        {isEmpty ? null : <TasksToolbar filter={filter} tasks={tasks ?? []} shown={shown?.length ?? 0} />}
      </div>
      {query.error && !tasks ? (
        <QueryError
          title="The tasks could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <Loading view={filter.values.view} /> : null}
      {isNew && mayWrite ? <Welcome /> : null}
      {shown && !isEmpty ? <Tasks shown={shown} filter={filter} dim={query.isPlaceholderData} /> : null}
    </>
  )
}

/** The palette hands over the words of a new task in the address; they become the draft. */
function useWordsOfAddress(
  { values, change }: ReturnType<typeof useTaskFilter>,
  form: ReturnType<typeof useTaskDraft>,
): void {
  const { instructions } = values
  const changeDraft = form.change
  useEffect(() => {
    if (!instructions) return
    changeDraft({ instructions })
    void change({ instructions: null })
  }, [instructions, change, changeDraft])
}

interface TasksProps {
  shown: readonly Task[]
  filter: ReturnType<typeof useTaskFilter>
  dim: boolean
}

function Tasks({ shown, filter, dim }: TasksProps) {
  const { view } = filter.values
  const ordered = view === 'board' ? inBoardOrder(shown) : shown
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const selection = useSelection(ordered)
  useListKeys(ordered, selectedId, setSelectedId)
  useShortcut('x', () => selectedId && selection.toggle(selectedId), selectedId !== null)
  if (shown.length === 0)
    return (
      <EmptyState
        title="No task fits these filters."
        actions={<Button onClick={filter.clear}>Show all tasks</Button>}
      >
        Words are looked for in titles, instructions and transcripts.
      </EmptyState>
    )
  const View = view === 'board' ? TaskBoard : TaskList
  return (
    <div
      className={`flex min-h-0 flex-1 flex-col transition-opacity delay-150 duration-150 ${dim ? 'opacity-50' : ''}`}
    >
      <View tasks={shown} selection={selection} selectedId={selectedId} onSelect={setSelectedId} />
      <BulkBar selection={selection} />
    </div>
  )
}

/** j and k move, Enter opens. */
function useListKeys(tasks: readonly Task[], selectedId: string | null, select: (id: string) => void): void {
  const router = useRouter()
  function move(step: number) {
    const index = tasks.findIndex(task => task.id === selectedId)
    const next = tasks[Math.min(tasks.length - 1, Math.max(0, index + step))]
    if (!next) return
    select(next.id)
    document.querySelector(`[data-task="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
  useShortcut('Enter', () => router.push(`/tasks/${selectedId}`), selectedId !== null)
}

function Loading({ view }: { view: 'board' | 'list' }) {
  if (view === 'list') return <SkeletonRows rows={8} label="Loading tasks" />
  return (
    <div
      role="status"
      aria-label="Loading tasks"
      className="grid grid-cols-5 gap-3 px-5 pt-9 max-lg:grid-cols-1 max-md:px-4"
    >
      {[3, 2, 1, 2, 3].map((cards, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move
        <div key={column} className="flex flex-col gap-2">
          {Array.from({ length: cards }, (_, card) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the cards never move
            <Skeleton key={card} className="h-24 rounded-panel" />
          ))}
        </div>
      ))}
    </div>
  )
}
