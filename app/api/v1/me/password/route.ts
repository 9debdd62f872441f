import { changePassword } from '@/lib/accounts/change-password'
import { changePasswordInput } from '@/lib/accounts/schema'
import { requirePerson } from '@/lib/accounts/session'
import { respondWithCookies } from '@/lib/http/cookies'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'Change your password; your other sessions end',
  action: 'workspace:read',
  body: changePasswordInput,
  run: async ({ request, actor, body }) => {
    const person = await requirePerson(request, actor)
    const { cookies } = await changePassword(person, body, request.headers)
    return respondWithCookies({ changed: true }, cookies)
  },
})
