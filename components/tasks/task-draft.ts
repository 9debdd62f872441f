'use client'

import { useCallback, useEffect, useState } from 'react'
import type { RunBudget } from '../../lib/runs/recipe'
import type { NewTask } from '../../lib/tasks/queries'
import { type CheckDraft, checksFrom, readChecks } from './check-draft'

export interface TaskDraft {
  instructions: string
  agent: string
  model: string
  /** Null: what the agent has. */
  skills: string[] | null
  usd: string
  /** The limit where the model has no known price. */
  tokens: string
  /** Nothing is changed before the plan is approved. */
  planGate: boolean
  checks: CheckDraft[]
}

export const emptyDraft: TaskDraft = {
  instructions: '',
  agent: '',
  model: '',
  skills: null,
  usd: '2',
  tokens: '1M',
  planGate: false,
  checks: [],
}

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
    return draftFrom(JSON.parse(localStorage.getItem(storageName) ?? '{}'))
  } catch {
    return emptyDraft
  }
}

/** What was kept, field by field, by hand: a schema would be most of this page's script. Odd fields stay empty. */
function draftFrom(kept: Partial<Record<keyof TaskDraft, unknown>>): TaskDraft {
  const word = (name: Exclude<keyof TaskDraft, 'skills' | 'planGate' | 'checks'>) => {
    const value = kept[name]
    return typeof value === 'string' ? value : emptyDraft[name]
  }
  const skills = Array.isArray(kept.skills) ? kept.skills.filter(name => typeof name === 'string') : null
  return {
    instructions: word('instructions'),
    agent: word('agent'),
    model: word('model'),
    skills,
    usd: word('usd'),
    tokens: word('tokens'),
    planGate: kept.planGate === true,
    checks: checksFrom(kept.checks),
  }
}

/** Dollars as written, or what is wrong with them. An empty field means no limit. */
function readDollars(text: string): { usd: number | null } | { problem: string } {
  const trimmed = text.trim().replace(/^\$/, '').replace(',', '.')
  if (trimmed === '') return { usd: null }
  const usd = Number(trimmed)
  return Number.isFinite(usd) && usd > 0 ? { usd } : { problem: 'Write the budget in dollars, such as 2.50.' }
}

/** Tokens as written: 500000, 500k, 1.5M. An empty field means no limit. */
function readTokens(text: string): { tokens: number | null } | { problem: string } {
  const match = /^([\d.,]+)\s*([km]?)$/i.exec(text.trim())
  if (text.trim() === '') return { tokens: null }
  const factor = { '': 1, k: 1_000, m: 1_000_000 }[match?.[2]?.toLowerCase() ?? ''] ?? 1
  const tokens = Math.round(Number(match?.[1]?.replace(',', '.')) * factor)
  return Number.isFinite(tokens) && tokens > 0
    ? { tokens }
    : { problem: 'Write the budget in tokens, such as 500k or 2M.' }
}

export type BudgetUnit = 'usd' | 'tokens'

/** The budget that a draft means, in the unit that can be kept for its model; or what is wrong with it. */
export function readBudget(draft: TaskDraft, unit: BudgetUnit): { budget: RunBudget } | { problem: string } {
  const read = unit === 'usd' ? readDollars(draft.usd) : readTokens(draft.tokens)
  if ('problem' in read) return read
  if ('usd' in read) return { budget: read.usd === null ? {} : { usd: read.usd } }
  return { budget: read.tokens === null ? {} : { tokens: read.tokens } }
}

/** The request that a draft makes. `files` have been sent before. */
export function newTaskFrom(
  draft: TaskDraft,
  budget: RunBudget,
  files: { path: string; hash: string }[],
): NewTask {
  const read = readChecks(draft.checks)
  return {
    ...('checks' in read && read.checks.length > 0 ? { checks: read.checks } : {}),
    instructions: draft.instructions.trim(),
    ...(draft.agent ? { agent: draft.agent } : {}),
    ...(draft.model ? { model: draft.model } : {}),
    ...(draft.skills ? { skills: draft.skills } : {}),
    ...(Object.keys(budget).length > 0 ? { budget } : {}),
    ...(files.length > 0 ? { files } : {}),
    ...(draft.planGate ? { planGate: true } : {}),
  }
}
