import { deleteSessionsOfUser } from '@/lib/accounts/repository'
import { requirePerson } from '@/lib/accounts/session'
import { signOut } from '@/lib/accounts/sign-in'
import { respondWithCookies } from '@/lib/http/cookies'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'End all your sessions, this one too',
  action: 'workspace:read',
  run: async ({ request, actor }) => {
    const { userId } = await requirePerson(request, actor)
    const { cookies } = await signOut(request.headers)
    const others = await deleteSessionsOfUser(userId)
    return respondWithCookies({ ended: others + 1 }, cookies)
  },
})
