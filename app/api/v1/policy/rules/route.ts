import { route } from '@/lib/http/handler'
import { insertRule, listRules } from '@/lib/policy/repository'
import { createRuleInput, policyRule, ruleList } from '@/lib/policy/schema'

export const GET = route({
  summary: 'The rules of the policy, with their exceptions',
  action: 'policy:read',
  response: ruleList,
  run: ({ actor }) => listRules(actor),
})

export const POST = route({
  summary: 'Make a rule, or an exception from one; it holds from the next call on',
  action: 'policy:write',
  body: createRuleInput,
  response: policyRule,
  status: 201,
  run: ({ actor, body }) => insertRule(actor, body),
})
