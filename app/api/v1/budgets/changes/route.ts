import { listBudgetChanges } from '@/lib/budgets/overview/repository'
import { budgetHistory } from '@/lib/budgets/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'Who set, changed and removed budgets, newest first',
  action: 'budget:read',
  response: budgetHistory,
  run: async ({ actor }) => ({ changes: await listBudgetChanges(actor) }),
})
