import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { readWorkspace, renameWorkspace } from '@/lib/workspaces/repository'
import { nameWorkspaceInput, workspace } from '@/lib/workspaces/schema'

const response = z.object({ workspace })

export const GET = route({
  summary: 'The workspace that you are in',
  action: 'workspace:read',
  response,
  run: async ({ actor }) => ({ workspace: await readWorkspace(actor) }),
})

export const PATCH = route({
  summary: 'Rename the workspace',
  action: 'workspace:write',
  body: nameWorkspaceInput,
  response,
  run: async ({ actor, body }) => ({ workspace: await renameWorkspace(actor, body.name) }),
})
