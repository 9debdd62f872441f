import { budgetLimitWords } from '../../lib/budgets/limit-words'
import type { RunBudget, SomeLimits } from '../../lib/runs/recipe'
import type { Money } from '../../lib/shared/currency'
import { formatPlural } from '../../lib/shared/format'

interface Chosen {
  model?: string | null | undefined
  skills?: readonly string[] | null | undefined
  budget?: RunBudget | undefined
  checks?: readonly unknown[] | undefined
  limits?: SomeLimits | undefined
  fallbackModels?: readonly string[] | null | undefined
  planGate?: boolean | undefined
  files?: readonly unknown[] | undefined
}

/** The models after the first. */
export function furtherWords(models: readonly string[]): string {
  return models.length === 0 ? 'no further model' : formatPlural(models.length, 'further model')
}

/** What was chosen beside the usual, a few words each: "up to $2", "2 checks", "plan to approve". */
export function workWords(chosen: Chosen, agentName: string | undefined, money: Money): string[] {
  const {
    model,
    skills,
    budget = {},
    checks = [],
    limits = {},
    fallbackModels,
    planGate,
    files = [],
  } = chosen
  const budgets = budgetLimitWords(budget, money)
  const count = Object.keys(limits).length
  return [
    ...(agentName ? [agentName] : []),
    ...(model ? [`on ${model}`] : []),
    ...(skills ? [skills.length === 0 ? 'no skills' : formatPlural(skills.length, 'skill')] : []),
    budgets.length > 0 ? `up to ${budgets.join(' and ')}` : 'no budget',
    ...(planGate ? ['plan to approve'] : []),
    ...(checks.length > 0 ? [formatPlural(checks.length, 'check')] : []),
    ...(count > 0 ? [`${formatPlural(count, 'limit')} of its own`] : []),
    ...(fallbackModels ? [furtherWords(fallbackModels)] : []),
    ...(files.length > 0 ? [formatPlural(files.length, 'file')] : []),
  ]
}
