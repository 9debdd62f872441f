/** The actor of a page, or the way to the page that comes first. */
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Actor } from './actor'
import { isClaimed } from './claim-setup'
import { resolveActor, resolveSignedIn, type SignedIn } from './session'

/** The signed-in member, or a redirect to set-up or sign-in. Asked once a request, however many ask. */
export const requirePageActor = cache(async (): Promise<Actor> => {
  const actor = await resolveActor({ headers: await headers() })
  if (actor) return actor
  redirect((await isClaimed()) ? '/sign-in' : '/setup')
})

/** The signed-in person, in a workspace or not, or null. */
export async function readPagePerson(): Promise<SignedIn | null> {
  return resolveSignedIn({ headers: await headers() })
}
