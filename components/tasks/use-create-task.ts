'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { formatTime } from '../../lib/shared/format'
import { placeTask } from '../../lib/tasks/live'
import { createTask, taskListKey } from '../../lib/tasks/queries'
import type { Task, TaskList } from '../../lib/tasks/schema'
import type { useAttachments } from '../common/use-attachments'
import { readBudgetUnit } from '../common/use-budget-unit'
import { type BudgetUnit, onlyChosen, readChoices } from '../common/work-choices'
import { useToast } from '../ui/toast'
import { pendingTask } from './pending-task'
import { newTaskFrom, ownOfOne, type TaskDraft, type useTaskDraft } from './task-draft'

interface Sending {
  draft: TaskDraft
  sent: { path: string; hash: string }[]
  pending: Task
}

/** Sends the draft. The task stands on the board before the server has answered; a refusal gives the draft back. */
export function useCreateTask(
  form: ReturnType<typeof useTaskDraft>,
  files: ReturnType<typeof useAttachments>,
  unit: BudgetUnit,
) {
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const [problem, setProblem] = useState<string | null>(null)
  const mutation = useMutation({
    mutationFn: async ({ draft, sent }: Sending) => {
      const read = readChoices(draft, await readBudgetUnit(client, draft))
      if ('problem' in read) throw new Error(read.problem)
      return createTask(newTaskFrom(draft, onlyChosen(read.value), sent))
    },
    onSuccess: ({ task, run }, { pending }) => {
      drop(pending.id)
      placeTask(client, { ...task, run: run ?? task.run })
      toast({
        text: task.notBefore ? `Task starts ${formatTime(task.notBefore)}.` : 'Task started.',
        action: { label: 'Open', onAction: () => router.push(`/tasks/${task.id}`) },
      })
    },
    onError: (error, { pending, draft }) => {
      drop(pending.id)
      setProblem(error.message)
      const { instructions, notBefore, checks, limits, fallbackModels } = draft
      form.change({ instructions, notBefore, checks, limits, fallbackModels })
    },
  })
  function drop(id: string) {
    client.setQueriesData<TaskList>({ queryKey: taskListKey }, list =>
      list ? { ...list, tasks: list.tasks.filter(task => task.id !== id) } : list,
    )
  }
  function send() {
    const { draft } = form
    const ready = files.attachments.every(file => file.hash || file.problem)
    const read = readChoices(draft, unit)
    if (draft.instructions.trim() === '' || !ready || 'problem' in read) return
    const sent = files.attachments.flatMap(({ path, hash }) => (hash ? [{ path, hash }] : []))
    const pending = pendingTask(newTaskFrom(draft, onlyChosen(read.value), sent))
    setProblem(null)
    placeTask(client, pending)
    mutation.mutate({ draft, sent, pending })
    form.change(ownOfOne)
    files.clear()
  }
  return { send, problem }
}
