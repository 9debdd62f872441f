'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { startDemo } from '../../lib/tasks/choices'
import { placeTask } from '../../lib/tasks/live'
import { useToast } from '../ui/toast'

/** Starts a demo by its name and opens the task that it becomes. */
export function useStartDemo() {
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  return useMutation({
    mutationFn: startDemo,
    onSuccess: ({ task, run }) => {
      placeTask(client, { ...task, run: run ?? task.run })
      router.push(`/tasks/${task.id}`)
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
  })
}
