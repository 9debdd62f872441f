import { signInInput } from '@/lib/accounts/schema'
import { signIn } from '@/lib/accounts/sign-in'
import { respondWithCookies } from '@/lib/http/cookies'
import { openRoute } from '@/lib/http/handler'

export const POST = openRoute({
  summary: 'Sign in with e-mail address and password',
  openBecause: 'The password in the body stands in for an actor; tries are throttled.',
  body: signInInput,
  run: async ({ request, body }) => {
    const { cookies } = await signIn(body, request.headers)
    return respondWithCookies({ signedIn: true }, cookies)
  },
})
