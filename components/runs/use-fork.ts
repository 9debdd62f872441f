'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ForkCommand } from '../../lib/runs/decide-fork'
import { sendCommand } from '../../lib/runs/queries'
import { useRun } from './run-context'

/** Makes another attempt out of this one, and opens it. */
export function useFork(runId: string) {
  const client = useQueryClient()
  const { openRun } = useRun()
  const mutation = useMutation({
    mutationFn: (fork: Omit<ForkCommand, 'type'>) => sendCommand(runId, { type: 'fork', ...fork }),
    onSuccess: async answer => {
      // The task's page looks for the new attempt among those it knows.
      await client.invalidateQueries({ queryKey: ['tasks'] })
      if (answer.runId) openRun(answer.runId)
    },
  })
  return { fork: mutation.mutate, isPending: mutation.isPending, error: mutation.error }
}
