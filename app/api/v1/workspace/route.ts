import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { changeWorkspace, readWorkspace } from '@/lib/workspaces/repository'
import { changeWorkspaceInput, workspace } from '@/lib/workspaces/schema'

const response = z.object({ workspace })

export const GET = route({
  summary: 'The workspace that you are in',
  action: 'workspace:read',
  response,
  run: async ({ actor }) => ({ workspace: await readWorkspace(actor) }),
})

export const PATCH = route({
  summary:
    'Change the workspace: its name, how many runs may be at work at once, its time zone, the currency of its page',
  action: 'workspace:write',
  body: changeWorkspaceInput,
  response,
  run: async ({ actor, body }) => ({ workspace: await changeWorkspace(actor, body) }),
})
