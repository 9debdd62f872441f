import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { setTools } from '@/lib/tool-servers/connect-server'
import { setToolsInput, toolServerDetail } from '@/lib/tool-servers/schema'

export const PUT = route({
  summary: 'Turn tools on or off, each by the contract that was seen',
  action: 'tool-server:write',
  params: z.object({ serverId: z.string() }),
  body: setToolsInput,
  response: toolServerDetail,
  run: ({ actor, params, body }) => setTools(actor, params.serverId, body),
})
