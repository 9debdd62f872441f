'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { placeTask } from '../../lib/tasks/live'
import { startRun, taskListKey, updateTask } from '../../lib/tasks/queries'
import type { Task, UpdateTaskInput } from '../../lib/tasks/schema'
import { useToast } from '../ui/toast'

/**
 * What is said once it is done. It travels with the change, because the card that began it may be gone by then: it
 * moves to another column.
 */
interface Said {
  said?: Parameters<ReturnType<typeof useToast>>[0]
}

/** Changes of one task: shown at once, taken back when the server refuses, undone by the person for a while. */
export function useTaskActions(task: Task) {
  return useTaskActionsOf()(task)
}

/** The same for a task that is only known when something is done. */
export function useTaskActionsOf() {
  const client = useQueryClient()
  const toast = useToast()
  const refused = (error: Error, { task }: { task: Task }) => {
    placeTask(client, task)
    toast({ text: error.message, tone: 'failed' })
  }
  const update = useMutation({
    mutationFn: ({ task, input }: Said & { task: Task; input: UpdateTaskInput }) =>
      updateTask(task.id, input),
    onMutate: ({ task, input: { status, title } }) =>
      placeTask(client, { ...task, ...(status ? { status } : {}), ...(title ? { title } : {}) }),
    onSuccess: (changed, { said }) => {
      placeTask(client, changed)
      if (said) toast(said)
    },
    onError: refused,
  })
  const attempt = useMutation({
    mutationFn: ({ task }: { task: Task }) => startRun(task.id),
    onSuccess: (started, { task }) => {
      placeTask(client, { ...started.task, run: started.run })
      void client.invalidateQueries({ queryKey: ['tasks', 'detail', task.id] })
    },
    onError: refused,
  })
  const archive = useMutation({
    mutationFn: ({ task, archived }: Said & { task: Task; archived: boolean }) =>
      updateTask(task.id, { archived }),
    onSuccess: (_changed, { said }) => said && toast(said),
    onSettled: () => client.invalidateQueries({ queryKey: taskListKey }),
    onError: refused,
  })
  return (task: Task) => ({
    change(input: UpdateTaskInput, said: string) {
      const undo = () => update.mutate({ task, input: { status: task.status } })
      update.mutate({ task, input, said: { text: said, action: { label: 'Undo', onAction: undo } } })
    },
    rename: (title: string) => update.mutate({ task, input: { title } }),
    retry: () => attempt.mutate({ task }),
    retrying: attempt.isPending,
    remove() {
      const undo = () => archive.mutate({ task, archived: false })
      const said = { text: 'Task archived.', action: { label: 'Undo', onAction: undo } }
      archive.mutate({ task, archived: true, said })
    },
  })
}
