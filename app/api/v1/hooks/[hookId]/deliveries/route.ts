import { z } from 'zod'
import { listDeliveries } from '@/lib/hooks/repository'
import { deliveryList } from '@/lib/hooks/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'List the calls of an incoming webhook, newest first',
  action: 'hook:read',
  params: z.object({ hookId: z.string() }),
  response: deliveryList,
  run: async ({ actor, params }) => ({ deliveries: await listDeliveries(actor, params.hookId) }),
})
