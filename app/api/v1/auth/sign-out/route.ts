import { signOut } from '@/lib/accounts/sign-in'
import { respondWithCookies } from '@/lib/http/cookies'
import { openRoute } from '@/lib/http/handler'

export const POST = openRoute({
  summary: 'End the session of the cookie',
  openBecause: 'It ends the session of the cookie that comes with it and can do nothing else.',
  run: async ({ request }) => {
    const { cookies } = await signOut(request.headers)
    return respondWithCookies({ signedOut: true }, cookies)
  },
})
