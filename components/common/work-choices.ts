import type { RunBudget, SomeLimits } from '../../lib/runs/recipe'
import type { TaskChoices } from '../../lib/tasks/schema'
import { type CheckDraft, checksFrom, draftsOf, readChecks } from './check-draft'
import { limitProblem, limitsFrom } from './limit-words'

/** How work is done, as somebody chooses it: by a person at once, by a template or a schedule later. */
export interface WorkChoices {
  agent: string
  model: string
  /** Null: what the agent has. */
  skills: string[] | null
  usd: string
  /** The limit where the model has no known price. */
  tokens: string
  /** Both limits hold, as far as they are written. */
  bothBudgets: boolean
  /** Nothing is changed before the plan is approved. */
  planGate: boolean
  checks: CheckDraft[]
  limits: SomeLimits
  /** Null: the agent's. */
  fallbackModels: string[] | null
}

export const emptyChoices: WorkChoices = {
  agent: '',
  model: '',
  skills: null,
  usd: '2',
  tokens: '1M',
  bothBudgets: false,
  planGate: false,
  checks: [],
  limits: {},
  fallbackModels: null,
}

/** Choices that were saved before, ready to be changed. */
interface SavedChoices {
  agent?: string | null | undefined
  model?: string | null | undefined
  skills?: string[] | null | undefined
  budget?: RunBudget | undefined
  checks?: TaskChoices['checks']
  limits?: SomeLimits | undefined
  fallbackModels?: string[] | null | undefined
  planGate?: boolean | undefined
}

export function choicesOf(saved: SavedChoices): WorkChoices {
  return {
    agent: saved.agent ?? '',
    model: saved.model ?? '',
    skills: saved.skills ?? null,
    usd: String(saved.budget?.usd ?? ''),
    tokens: String(saved.budget?.tokens ?? ''),
    bothBudgets: true,
    planGate: saved.planGate ?? false,
    checks: draftsOf(saved.checks ?? []),
    limits: saved.limits ?? {},
    fallbackModels: saved.fallbackModels ?? null,
  }
}

export type BudgetUnit = 'usd' | 'tokens'

/** The limits that hold: the one that can be kept for the model, and another one that was written on purpose. */
export function budgetUnits(choices: WorkChoices, unit: BudgetUnit): BudgetUnit[] {
  const other = unit === 'usd' ? 'tokens' : 'usd'
  return choices.bothBudgets && choices[other] !== '' ? [unit, other] : [unit]
}

type Read<Value> = { value: Value } | { problem: string }

/** What the choices mean, all of them; or what is wrong with them, in words for the form. */
export function readChoices(choices: WorkChoices, unit: BudgetUnit): Read<Required<Chosen>> {
  const budget: RunBudget = {}
  for (const each of budgetUnits(choices, unit)) {
    const read = each === 'usd' ? readDollars(choices.usd) : readTokens(choices.tokens)
    if ('problem' in read) return read
    if (read.value !== null) budget[each] = read.value
  }
  const checks = readChecks(choices.checks)
  if ('problem' in checks) return checks
  const wrong = limitProblem(choices.limits)
  if (wrong) return { problem: wrong }
  const { agent, model, skills, limits, fallbackModels, planGate } = choices
  return {
    value: {
      agent: agent || null,
      model: model || null,
      skills,
      budget,
      checks: checks.checks,
      limits,
      fallbackModels,
      planGate,
    },
  }
}

interface Chosen {
  agent: string | null
  model: string | null
  skills: string[] | null
  budget: RunBudget
  checks: NonNullable<TaskChoices['checks']>
  limits: SomeLimits
  fallbackModels: string[] | null
  planGate: boolean
}

/** The same without what is left to the agent. */
export function onlyChosen(chosen: Chosen): TaskChoices {
  const { agent, model, skills, budget, checks, limits, fallbackModels, planGate } = chosen
  return {
    ...(agent ? { agent } : {}),
    ...(model ? { model } : {}),
    ...(skills ? { skills } : {}),
    ...(Object.keys(budget).length > 0 ? { budget } : {}),
    ...(checks.length > 0 ? { checks } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(fallbackModels ? { fallbackModels } : {}),
    ...(planGate ? { planGate } : {}),
  }
}

/** What was kept on this device, field by field, by hand: a schema would be most of a page's script. */
export function choicesFrom(kept: Partial<Record<keyof WorkChoices, unknown>>): WorkChoices {
  const word = (name: 'agent' | 'model' | 'usd' | 'tokens') => {
    const value = kept[name]
    return typeof value === 'string' ? value : emptyChoices[name]
  }
  return {
    ...emptyChoices,
    agent: word('agent'),
    model: word('model'),
    skills: namesFrom(kept.skills),
    usd: word('usd'),
    tokens: word('tokens'),
    planGate: kept.planGate === true,
    checks: checksFrom(kept.checks),
    limits: limitsFrom(kept.limits),
    fallbackModels: namesFrom(kept.fallbackModels),
  }
}

function namesFrom(kept: unknown): string[] | null {
  return Array.isArray(kept) ? kept.filter(name => typeof name === 'string') : null
}

/** Dollars as written, or what is wrong with them. An empty field means no limit. */
function readDollars(text: string): Read<number | null> {
  const trimmed = text.trim().replace(/^\$/, '').replace(',', '.')
  if (trimmed === '') return { value: null }
  const usd = Number(trimmed)
  return Number.isFinite(usd) && usd > 0
    ? { value: usd }
    : { problem: 'Write the budget in dollars, such as 2.50.' }
}

/** Tokens as written: 500000, 500k, 1.5M. An empty field means no limit. */
function readTokens(text: string): Read<number | null> {
  const match = /^([\d.,]+)\s*([km]?)$/i.exec(text.trim())
  if (text.trim() === '') return { value: null }
  const factor = { '': 1, k: 1_000, m: 1_000_000 }[match?.[2]?.toLowerCase() ?? ''] ?? 1
  const tokens = Math.round(Number(match?.[1]?.replace(',', '.')) * factor)
  return Number.isFinite(tokens) && tokens > 0
    ? { value: tokens }
    : { problem: 'Write the budget in tokens, such as 500k or 2M.' }
}
