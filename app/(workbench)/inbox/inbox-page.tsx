'use client'

import { useRouter } from 'next/navigation'
import { InboxView } from '../../../components/inbox/inbox-view'
import { RunAsk } from '../../../components/runs/run-ask'
import { useTaskActionsOf } from '../../../components/tasks/use-task-actions'

/** The inbox of tasks with the asks of their runs. */
export function InboxPage() {
  const actionsOf = useTaskActionsOf()
  const router = useRouter()
  return (
    <InboxView
      ask={({ task }, runId) => (
        <RunAsk
          runId={runId}
          onRetry={() => actionsOf(task).retry()}
          onOpenRun={run => router.push(`/tasks/${task.id}?run=${run}`)}
        />
      )}
      onDone={task => actionsOf(task).change({ status: 'done' }, 'Task done.')}
    />
  )
}
