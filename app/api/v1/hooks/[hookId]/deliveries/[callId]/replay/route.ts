import { z } from 'zod'
import { deliveryAnswer } from '@/lib/hooks/schema'
import { replayDelivery } from '@/lib/hooks/take-call'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'Start a task again from an earlier call',
  action: 'hook:write',
  params: z.object({ hookId: z.string(), callId: z.string() }),
  response: deliveryAnswer,
  status: 202,
  run: ({ actor, params }) => replayDelivery(actor, params.hookId, params.callId),
})
