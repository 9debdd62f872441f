import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { removeRule } from '@/lib/policy/repository'

export const DELETE = route({
  summary: 'Remove a rule with its exceptions',
  action: 'policy:write',
  params: z.object({ ruleId: z.string() }),
  status: 204,
  run: ({ actor, params }) => removeRule(actor, params.ruleId),
})
