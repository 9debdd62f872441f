import { z } from 'zod'
import { deliveryAnswer } from '@/lib/hooks/schema'
import { takeCall } from '@/lib/hooks/take-call'
import { openRoute } from '@/lib/http/handler'

export const POST = openRoute({
  summary: 'A call from another system, which starts a task',
  openBecause: 'The signature or the secret of the webhook stands in the place of an actor.',
  params: z.object({ hookId: z.string() }),
  response: deliveryAnswer,
  status: 202,
  run: ({ request, params }) => takeCall(request, params.hookId),
})
