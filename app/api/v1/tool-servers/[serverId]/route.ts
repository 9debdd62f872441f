import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { changeToolServer, removeToolServer } from '@/lib/tool-servers/connect-server'
import { toolServerDetail, updateToolServerInput } from '@/lib/tool-servers/schema'
import { readToolServer } from '@/lib/tool-servers/server-detail'

const params = z.object({ serverId: z.string() })

export const GET = route({
  summary: 'Read a tool server with the contracts of its tools',
  action: 'tool-server:read',
  params,
  response: toolServerDetail,
  run: ({ actor, params }) => readToolServer(actor, params.serverId),
})

export const PATCH = route({
  summary: 'Change the address or the secret of a tool server; it is asked for its tools first',
  action: 'tool-server:write',
  params,
  body: updateToolServerInput,
  response: toolServerDetail,
  run: ({ actor, params, body }) => changeToolServer(actor, params.serverId, body),
})

export const DELETE = route({
  summary: 'Remove a tool server with its secret, from agents too; runs cannot call it any more',
  action: 'tool-server:write',
  params,
  status: 204,
  run: ({ actor, params }) => removeToolServer(actor, params.serverId),
})
