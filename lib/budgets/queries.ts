/** Where the page gets budgets from, and how it sets them. */
import { queryOptions } from '@tanstack/react-query'
import { request, requestDone } from '../http/client'
import type { BudgetLimit, SetBudgetInput } from './schema'

const schemas = () => import('./schema')

/** All that the page knows of budgets hangs below this. */
export const budgetsKey = ['budgets'] as const

export function budgetListQuery() {
  return queryOptions({
    queryKey: [...budgetsKey, 'list'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).budgetList, '/budgets', { signal }),
  })
}

export function budgetHistoryQuery() {
  return queryOptions({
    queryKey: [...budgetsKey, 'changes'] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).budgetHistory, '/budgets/changes', { signal }),
  })
}

export function setBudget(input: SetBudgetInput) {
  return requestDone('/budgets', { method: 'POST', body: input })
}

export function changeBudget(id: string, limit: BudgetLimit) {
  return requestDone(`/budgets/${id}`, { method: 'PATCH', body: { limit } })
}

export function removeBudget(id: string) {
  return requestDone(`/budgets/${id}`, { method: 'DELETE' })
}

export function noteWarning(id: string) {
  return requestDone(`/budgets/warnings/${id}/seen`, { method: 'POST', body: {} })
}
