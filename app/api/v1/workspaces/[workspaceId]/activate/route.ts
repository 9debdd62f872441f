import { z } from 'zod'
import { requirePerson } from '@/lib/accounts/session'
import { respondWithCookies } from '@/lib/http/cookies'
import { route } from '@/lib/http/handler'
import { switchWorkspace } from '@/lib/workspaces/switch-workspace'

export const POST = route({
  summary: 'Work in another workspace from now on, in this session',
  action: 'workspace:read',
  params: z.object({ workspaceId: z.string() }),
  run: async ({ request, actor, params }) => {
    const person = await requirePerson(request, actor)
    const { cookies } = await switchWorkspace(person, params.workspaceId, request.headers)
    return respondWithCookies({ active: params.workspaceId }, cookies)
  },
})
