import { resetPassword } from '@/lib/accounts/reset-password'
import { resetPasswordInput } from '@/lib/accounts/schema'
import { respondWithCookies } from '@/lib/http/cookies'
import { openRoute } from '@/lib/http/handler'

export const POST = openRoute({
  summary: 'Set a new password with a link from the command line',
  openBecause: 'The one-time token in the body stands in for an actor; tries are limited.',
  body: resetPasswordInput,
  run: async ({ body }) => {
    const { cookies } = await resetPassword(body)
    return respondWithCookies({ signedIn: true }, cookies)
  },
})
