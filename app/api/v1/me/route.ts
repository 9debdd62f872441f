import { z } from 'zod'
import { readMe } from '@/lib/accounts/read-me'
import { setUserName } from '@/lib/accounts/repository'
import { me, personName } from '@/lib/accounts/schema'
import { requirePerson } from '@/lib/accounts/session'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'Who is acting, in which workspace, and what they may do',
  action: 'workspace:read',
  response: me,
  run: ({ actor }) => readMe(actor),
})

export const PATCH = route({
  summary: 'Change your name',
  action: 'workspace:read',
  body: z.object({ name: personName }),
  response: me,
  run: async ({ request, actor, body }) => {
    const { userId } = await requirePerson(request, actor)
    await setUserName(userId, body.name)
    return readMe(actor)
  },
})
