'use client'

import { useQuery } from '@tanstack/react-query'
import { QueryError } from '../../../../components/common/query-error'
import { RunSkeleton } from '../../../../components/runs/run-view'
import { runDetailQuery } from '../../../../lib/runs/queries'
import { TaskPage } from '../../tasks/[taskId]/task-page'

/** A run by its own address: the task's page with this attempt open. */
export function RunPage({ runId }: { runId: string }) {
  const query = useQuery(runDetailQuery(runId))
  if (query.error)
    return (
      <QueryError
        title="This run could not be opened."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <RunSkeleton title={null} />
  return <TaskPage taskId={query.data.taskId} runId={runId} />
}
