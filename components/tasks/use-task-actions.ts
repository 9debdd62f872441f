'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { placeTask } from '../../lib/tasks/live'
import { startRun, taskListKey, updateTask } from '../../lib/tasks/queries'
import type { Task, UpdateTaskInput } from '../../lib/tasks/schema'
import { useToast } from '../ui/toast'

/** Changes of one task: shown at once, taken back when the server refuses, undone by the person for a while. */
export function useTaskActions(task: Task) {
  const client = useQueryClient()
  const toast = useToast()
  const refused = (error: Error) => {
    placeTask(client, task)
    toast({ text: error.message, tone: 'failed' })
  }
  const update = useMutation({
    mutationFn: (input: UpdateTaskInput) => updateTask(task.id, input),
    onMutate: ({ status, title }) =>
      placeTask(client, { ...task, ...(status ? { status } : {}), ...(title ? { title } : {}) }),
    onSuccess: changed => placeTask(client, changed),
    onError: refused,
  })
  const attempt = useMutation({
    mutationFn: () => startRun(task.id),
    onSuccess: started => {
      placeTask(client, started.task)
      void client.invalidateQueries({ queryKey: ['tasks', 'detail', task.id] })
    },
    onError: refused,
  })
  const archive = useMutation({
    mutationFn: (archived: boolean) => updateTask(task.id, { archived }),
    onSettled: () => client.invalidateQueries({ queryKey: taskListKey }),
    onError: refused,
  })
  return {
    change(input: UpdateTaskInput, said: string) {
      const before = task.status
      update.mutate(input, {
        onSuccess: () =>
          toast({ text: said, action: { label: 'Undo', onAction: () => update.mutate({ status: before }) } }),
      })
    },
    rename: (title: string) => update.mutate({ title }),
    retry: () => attempt.mutate(),
    retrying: attempt.isPending,
    remove() {
      archive.mutate(true, {
        onSuccess: () =>
          toast({
            text: 'Task archived.',
            action: { label: 'Undo', onAction: () => archive.mutate(false) },
          }),
      })
    },
  }
}
