import { z } from 'zod'
import { claimSetup, isClaimed } from '@/lib/accounts/claim-setup'
import { claimSetupInput } from '@/lib/accounts/schema'
import { startSession } from '@/lib/accounts/sign-in'
import { respondWithCookies } from '@/lib/http/cookies'
import { openRoute } from '@/lib/http/handler'

export const GET = openRoute({
  summary: 'Whether a person owns this installation',
  openBecause: 'Somebody who is not signed in must learn where to begin; the answer is one bit.',
  response: z.object({ claimed: z.boolean() }),
  run: async () => ({ claimed: await isClaimed() }),
})

export const POST = openRoute({
  summary: 'Claim the set-up link: make the owner and the first workspace',
  openBecause: 'The one-time set-up token in the body stands in for an actor.',
  body: claimSetupInput,
  status: 201,
  run: async ({ body }) => {
    await claimSetup(body)
    const { cookies } = await startSession(body)
    return respondWithCookies({ claimed: true }, cookies, 201)
  },
})
