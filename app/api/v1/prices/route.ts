import { route } from '@/lib/http/handler'
import { listPrices, setPrice } from '@/lib/prices/list-prices'
import { priceList, setPriceInput } from '@/lib/prices/schema'

export const GET = route({
  summary: 'The price that holds now for each model in use, where it is from, and what was set here',
  action: 'price:read',
  response: priceList,
  run: ({ actor }) => listPrices(actor),
})

export const POST = route({
  summary: 'Set a price, a discount or a plan for a model from a date on; calls made before keep theirs',
  action: 'price:write',
  body: setPriceInput,
  response: priceList,
  status: 201,
  run: ({ actor, body }) => setPrice(actor, body),
})
