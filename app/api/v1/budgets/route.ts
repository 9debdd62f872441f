import { setStandingBudget } from '@/lib/budgets/change-budget'
import { listBudgets } from '@/lib/budgets/overview/repository'
import { budgetList, setBudgetInput } from '@/lib/budgets/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'Every budget as it stands in its present period: limit, spent, reserved',
  action: 'budget:read',
  response: budgetList,
  run: ({ actor }) => listBudgets(actor),
})

export const POST = route({
  summary: 'Set a budget on the workspace, a member or an agent; one per scope and period',
  action: 'budget:write',
  body: setBudgetInput,
  response: budgetList,
  status: 201,
  run: ({ actor, body }) => setStandingBudget(actor, body),
})
