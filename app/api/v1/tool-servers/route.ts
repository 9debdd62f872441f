import { route } from '@/lib/http/handler'
import { connectToolServer } from '@/lib/tool-servers/connect-server'
import { listToolServers } from '@/lib/tool-servers/repository'
import { createToolServerInput, toolServerDetail, toolServerList } from '@/lib/tool-servers/schema'

export const GET = route({
  summary: 'List tool servers (MCP); secrets are never shown',
  action: 'tool-server:read',
  response: toolServerList,
  run: async ({ actor }) => ({ servers: await listToolServers(actor) }),
})

export const POST = route({
  summary: 'Connect a tool server; it is asked for its tools first, and none is on before it is allowed',
  action: 'tool-server:write',
  body: createToolServerInput,
  response: toolServerDetail,
  status: 201,
  run: ({ actor, body }) => connectToolServer(actor, body),
})
