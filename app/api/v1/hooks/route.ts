import { createHook } from '@/lib/hooks/change-hook'
import { listHooks } from '@/lib/hooks/repository'
import { createHookInput, hookList, savedHook } from '@/lib/hooks/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'List incoming webhooks',
  action: 'hook:read',
  response: hookList,
  run: async ({ actor }) => ({ hooks: await listHooks(actor) }),
})

export const POST = route({
  summary: 'Make an incoming webhook; its secret is shown this once',
  action: 'hook:write',
  body: createHookInput,
  response: savedHook,
  status: 201,
  run: ({ actor, body }) => createHook(actor, body),
})
