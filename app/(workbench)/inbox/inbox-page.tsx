'use client'

import { InboxView } from '../../../components/inbox/inbox-view'
import { RunAsk } from '../../../components/runs/run-ask'
import { useTaskActionsOf } from '../../../components/tasks/use-task-actions'

/** The inbox of tasks with the asks of their runs. */
export function InboxPage() {
  const actionsOf = useTaskActionsOf()
  return (
    <InboxView
      ask={task =>
        task.run ? (
          <RunAsk key={task.run.id} runId={task.run.id} onRetry={() => actionsOf(task).retry()} />
        ) : null
      }
      onDone={task => actionsOf(task).change({ status: 'done' }, 'Task done.')}
    />
  )
}
