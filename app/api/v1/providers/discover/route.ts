import { route } from '@/lib/http/handler'
import { offerServers } from '@/lib/providers/offer-servers'
import { foundServers } from '@/lib/providers/schema'

export const GET = route({
  summary: 'Look on this machine for model servers that are not connected yet',
  action: 'provider:write',
  response: foundServers,
  run: ({ actor }) => offerServers(actor),
})
