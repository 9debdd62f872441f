/** Changes the password of the signed-in person, and ends their other sessions. */
import { AppError } from '../http/errors'
import { getAuth } from './auth'
import type { ChangePasswordInput } from './schema'
import type { SignedIn } from './session'
import type { StartedSession } from './sign-in'
import { countTry, forgetTries } from './throttle'

/**
 * Returns the cookies of the one session that stays: a new one. Throws `forbidden` (reason `wrong-password`) and
 * `rate-limited`.
 */
export async function changePassword(
  person: SignedIn,
  input: ChangePasswordInput,
  headers: Headers,
): Promise<StartedSession> {
  await countTry(`sign-in to ${person.email}`)
  const { api } = await getAuth()
  const response = await api.changePassword({
    body: { ...input, revokeOtherSessions: true },
    headers: new Headers({ cookie: headers.get('cookie') ?? '' }),
    asResponse: true,
  })
  if (response.status === 400) {
    throw new AppError('forbidden', 'The current password is wrong.', { reason: 'wrong-password' })
  }
  if (!response.ok) throw new Error(`Changing a password answered ${response.status}`)
  await forgetTries(`sign-in to ${person.email}`)
  return { cookies: response.headers.getSetCookie() }
}
