'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { placeTask } from '../../lib/tasks/live'
import { createTask, type NewTask, taskListKey } from '../../lib/tasks/queries'
import { titleFrom } from '../../lib/tasks/rules'
import type { Task, TaskList } from '../../lib/tasks/schema'
import { useToast } from '../ui/toast'
import { type BudgetUnit, newTaskFrom, readBudget, type useTaskDraft } from './task-draft'
import type { useAttachments } from './use-attachments'

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
    mutationFn: ({ input }: { input: NewTask; pending: Task; instructions: string }) => createTask(input),
    onSuccess: ({ task, run }, { pending }) => {
      drop(pending.id)
      placeTask(client, { ...task, run: run ?? task.run })
      toast({
        text: 'Task started.',
        action: { label: 'Open', onAction: () => router.push(`/tasks/${task.id}`) },
      })
    },
    onError: (error, { pending, instructions }) => {
      drop(pending.id)
      setProblem(error.message)
      form.change({ instructions })
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
    const read = readBudget(draft, unit)
    if (draft.instructions.trim() === '' || !ready || 'problem' in read) return
    const sent = files.attachments.flatMap(({ path, hash }) => (hash ? [{ path, hash }] : []))
    const input = newTaskFrom(draft, read.budget, sent)
    const pending = pendingTask(input)
    setProblem(null)
    placeTask(client, pending)
    mutation.mutate({ input, pending, instructions: draft.instructions })
    form.change({ instructions: '' })
    files.clear()
  }
  return { send, problem }
}

function pendingTask(input: NewTask): Task {
  const now = new Date().toISOString()
  return {
    id: `pending-${now}`,
    title: titleFrom(input.instructions),
    instructions: input.instructions,
    status: 'active',
    priority: 0,
    ownerName: null,
    agentId: null,
    agentName: null,
    model: null,
    skills: [],
    budget: input.budget ?? {},
    files: [],
    scripted: null,
    createdAt: now,
    updatedAt: now,
    run: null,
    runCount: 0,
  }
}
