'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useToast } from '../ui/toast'

/** Runs a change, says why when it is refused, and asks again for what it may have moved. */
export function useChange(queryKey: readonly unknown[]) {
  const client = useQueryClient()
  const toast = useToast()
  const mutation = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  return {
    busy: mutation.isPending,
    /** `said` is shown once it is done. */
    run: (work: () => Promise<unknown>, said?: string) =>
      mutation.mutate(work, { onSuccess: () => said && toast({ text: said }) }),
  }
}
