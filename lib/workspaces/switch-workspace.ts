/** Moves the session to another workspace of the same person. */
import { getAuth } from '../accounts/auth'
import { findMembership } from '../accounts/repository'
import type { SignedIn } from '../accounts/session'
import type { StartedSession } from '../accounts/sign-in'
import { notFound } from '../http/errors'

/** Throws `not-found` for a workspace that the person does not belong to. */
export async function switchWorkspace(
  person: SignedIn,
  workspaceId: string,
  headers: Headers,
): Promise<StartedSession> {
  // Asked first, because the library answers a foreign workspace by taking the session out of its present one.
  if (!(await findMembership(person.userId, workspaceId))) throw notFound('workspace')
  const { api } = await getAuth()
  const response = await api.setActiveOrganization({
    body: { organizationId: workspaceId },
    headers: new Headers({ cookie: headers.get('cookie') ?? '' }),
    asResponse: true,
  })
  return { cookies: response.headers.getSetCookie() }
}
