'use client'

import { useCallback, useEffect, useState } from 'react'
import type { NewTask } from '../../lib/tasks/queries'
import type { TaskChoices } from '../../lib/tasks/schema'
import { choicesFrom, emptyChoices, type WorkChoices } from '../common/work-choices'

export interface TaskDraft extends WorkChoices {
  instructions: string
  /** ISO time of the start; null is at once. Not kept: a cheap hour passes. */
  notBefore: string | null
}

const emptyDraft: TaskDraft = { instructions: '', notBefore: null, ...emptyChoices }

/** What belongs to one task only, and is empty again for the next. */
export const ownOfOne = { instructions: '', notBefore: null, checks: [], limits: {}, fallbackModels: null }

const storageName = 'reef-task-draft'

/** What a person is writing, kept on this device until it is sent. */
export function useTaskDraft() {
  const [draft, setDraft] = useState(emptyDraft)
  useEffect(() => setDraft(readDraft()), [])
  const change = useCallback((part: Partial<TaskDraft>) => {
    setDraft(current => {
      const next = { ...current, ...part }
      localStorage.setItem(storageName, JSON.stringify(next))
      return next
    })
  }, [])
  return { draft, change }
}

function readDraft(): TaskDraft {
  try {
    const kept: Partial<Record<keyof TaskDraft, unknown>> = JSON.parse(
      localStorage.getItem(storageName) ?? '{}',
    )
    const { instructions } = kept
    return {
      instructions: typeof instructions === 'string' ? instructions : '',
      notBefore: null,
      ...choicesFrom(kept),
    }
  } catch {
    return emptyDraft
  }
}

/** The request that a draft makes. `files` have been sent before. */
export function newTaskFrom(
  { instructions, notBefore }: Pick<TaskDraft, 'instructions' | 'notBefore'>,
  choices: TaskChoices,
  files: { path: string; hash: string }[],
): NewTask {
  return {
    instructions: instructions.trim(),
    ...choices,
    ...(files.length > 0 ? { files } : {}),
    ...(notBefore ? { notBefore } : {}),
  }
}
