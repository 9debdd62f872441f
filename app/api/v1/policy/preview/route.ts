import { route } from '@/lib/http/handler'
import { previewRule } from '@/lib/policy/preview-rule'
import { previewInput, rulePreview } from '@/lib/policy/schema'

export const POST = route({
  summary: 'What a rule would have spoken of among the calls of the last runs',
  action: 'policy:read',
  body: previewInput,
  response: rulePreview,
  run: ({ actor, body }) => previewRule(actor, body),
})
