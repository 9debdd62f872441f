import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { createWorkspace } from '@/lib/workspaces/create-workspace'
import { listWorkspaces } from '@/lib/workspaces/repository'
import { joinedWorkspace, nameWorkspaceInput } from '@/lib/workspaces/schema'

export const GET = route({
  summary: 'The workspaces that you belong to',
  action: 'workspace:read',
  response: z.object({ workspaces: z.array(joinedWorkspace) }),
  run: async ({ actor }) => ({ workspaces: await listWorkspaces(actor) }),
})

export const POST = route({
  summary: 'Make another workspace of your own',
  action: 'owner:write',
  body: nameWorkspaceInput,
  response: z.object({ workspace: joinedWorkspace }),
  status: 201,
  run: async ({ actor, body }) => ({ workspace: await createWorkspace(actor, body.name) }),
})
