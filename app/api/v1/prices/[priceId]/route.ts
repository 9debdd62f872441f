import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { takePriceBack } from '@/lib/prices/list-prices'
import { priceList } from '@/lib/prices/schema'

export const DELETE = route({
  summary: 'Remove a price that was set here; calls made at it keep it',
  action: 'price:write',
  params: z.object({ priceId: z.string() }),
  response: priceList,
  run: ({ actor, params }) => takePriceBack(actor, params.priceId),
})
