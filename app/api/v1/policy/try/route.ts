import { route } from '@/lib/http/handler'
import { tryInput, verdict } from '@/lib/policy/schema'
import { tryCall } from '@/lib/policy/try-call'

export const POST = route({
  summary: 'What the policy says of a call; nothing is run',
  action: 'policy:read',
  body: tryInput,
  response: verdict,
  run: ({ actor, body }) => tryCall(actor, body),
})
