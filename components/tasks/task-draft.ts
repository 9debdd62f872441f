'use client'

import { useCallback, useEffect, useState } from 'react'
import { z } from 'zod'
import type { NewTask } from '../../lib/tasks/queries'

const keptDraft = z.object({
  instructions: z.string(),
  agent: z.string(),
  model: z.string(),
  /** Null: what the agent has. */
  skills: z.array(z.string()).nullable(),
  usd: z.string(),
})
export type TaskDraft = z.infer<typeof keptDraft>

export const emptyDraft: TaskDraft = { instructions: '', agent: '', model: '', skills: null, usd: '2' }

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
  const text = localStorage.getItem(storageName)
  if (!text) return emptyDraft
  try {
    return keptDraft.parse(JSON.parse(text))
  } catch {
    return emptyDraft
  }
}

/** Dollars as written, or what is wrong with them. An empty field means no limit. */
export function readDollars(text: string): { usd: number | null } | { problem: string } {
  const trimmed = text.trim().replace(/^\$/, '').replace(',', '.')
  if (trimmed === '') return { usd: null }
  const usd = Number(trimmed)
  return Number.isFinite(usd) && usd > 0 ? { usd } : { problem: 'Write the budget in dollars, such as 2.50.' }
}

/** The request that a draft makes. `files` have been sent before. */
export function newTaskFrom(draft: TaskDraft, files: { path: string; hash: string }[]): NewTask {
  const dollars = readDollars(draft.usd)
  const usd = 'usd' in dollars ? dollars.usd : null
  return {
    instructions: draft.instructions.trim(),
    ...(draft.agent ? { agent: draft.agent } : {}),
    ...(draft.model ? { model: draft.model } : {}),
    ...(draft.skills ? { skills: draft.skills } : {}),
    ...(usd === null ? {} : { budget: { usd } }),
    ...(files.length > 0 ? { files } : {}),
  }
}
