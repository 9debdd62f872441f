'use client'

import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { QueryError } from '../../../../components/common/query-error'
import { RunSkeleton, RunView } from '../../../../components/runs/run-view'
import { EditableTitle } from '../../../../components/tasks/editable-title'
import { TaskMenu } from '../../../../components/tasks/task-menu'
import { useTaskActions } from '../../../../components/tasks/use-task-actions'
import { taskDetailQuery } from '../../../../lib/tasks/queries'
import type { TaskDetail } from '../../../../lib/tasks/schema'

const NotStarted = dynamic(() =>
  import('../../../../components/tasks/not-started').then(module => module.NotStarted),
)

interface TaskPageProps {
  taskId: string
  /** The attempt from the address; the newest when there is none. */
  runId: string | null
}

/** A task with one of its runs: the pieces of both features, put together. */
export function TaskPage({ taskId, runId }: TaskPageProps) {
  const query = useQuery(taskDetailQuery(taskId))
  if (query.error && !query.data)
    return (
      <QueryError
        title="This task could not be opened."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <RunSkeleton title={null} />
  return <LoadedTask task={query.data} runId={runId} />
}

function LoadedTask({ task, runId }: { task: TaskDetail; runId: string | null }) {
  const router = useRouter()
  const { retry, retrying } = useTaskActions(task)
  const shown = runId ?? task.run?.id
  const title = <EditableTitle task={task} />
  const menu = (
    <TaskMenu
      task={task}
      trigger={
        <button
          type="button"
          aria-label="Actions for this task"
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink max-md:size-9"
        >
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
        </button>
      }
    />
  )
  if (!shown) return <NotStarted task={task} title={title} menu={menu} />
  return (
    <RunView
      key={shown}
      runId={shown}
      runs={task.runs}
      titleText={task.title}
      title={title}
      actions={menu}
      onChooseRun={(run, step) => router.push(`/tasks/${task.id}?run=${run}${step ? `&step=${step}` : ''}`)}
      onRetry={() => {
        if (retrying) return
        retry()
        if (runId) router.push(`/tasks/${task.id}`)
      }}
    />
  )
}
