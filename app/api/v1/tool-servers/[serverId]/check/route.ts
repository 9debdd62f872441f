import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { checkToolServer } from '@/lib/tool-servers/connect-server'
import { toolServerDetail } from '@/lib/tool-servers/schema'

export const POST = route({
  summary: 'Ask a tool server for its tools again; what has changed is off until it is allowed',
  action: 'tool-server:write',
  params: z.object({ serverId: z.string() }),
  response: toolServerDetail,
  run: ({ actor, params }) => checkToolServer(actor, params.serverId),
})
