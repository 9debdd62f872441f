'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewRunCommand } from '../../lib/runs/decide'
import { sendCommand } from '../../lib/runs/queries'

/** Tells a run something. What follows from it arrives by the run's own stream. */
export function useCommand(runId: string) {
  const client = useQueryClient()
  const mutation = useMutation({
    mutationFn: (command: NewRunCommand) => sendCommand(runId, command),
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks', 'list'] }),
  })
  return {
    send: mutation.mutate,

    isPending: mutation.isPending,
    /** What is on its way, until the stream brings it. */
    sending: mutation.isPending ? mutation.variables : null,
    error: mutation.error,
  }
}
