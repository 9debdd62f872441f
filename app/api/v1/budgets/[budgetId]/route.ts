import { z } from 'zod'
import { changeBudget, removeBudget } from '@/lib/budgets/change-budget'
import { budgetList, changeBudgetInput } from '@/lib/budgets/schema'
import { route } from '@/lib/http/handler'

const params = z.object({ budgetId: z.string() })

export const PATCH = route({
  summary: 'Give a budget another limit; runs that waited for it go on',
  action: 'budget:write',
  params,
  body: changeBudgetInput,
  response: budgetList,
  run: ({ actor, params, body }) => changeBudget(actor, params.budgetId, body.limit),
})

export const DELETE = route({
  summary: 'Remove a budget; runs that waited for it go on',
  action: 'budget:write',
  params,
  status: 204,
  run: ({ actor, params }) => removeBudget(actor, params.budgetId),
})
