/** Starts and ends sessions, with every guess counted before it is judged. */
import { env } from '../env'
import { clientAddress } from '../http/client-address'
import { AppError } from '../http/errors'
import { getAuth } from './auth'
import type { SignInInput } from './schema'
import { countTry, forgetTries, limitRate } from './throttle'

/** Each try costs a tenth of a second of scrypt: this bounds what strangers can make the server spend. */
const everybody = { max: 120, seconds: 60 }
const oneAddress = { max: 20, seconds: 60 }

export interface StartedSession {
  /** Values for Set-Cookie headers. */
  cookies: string[]
}

/**
 * Checks the password and starts a session in a cookie of its own: an earlier cookie is never continued. Throws
 * `unauthenticated` (the same for a wrong password and an unknown address) and `rate-limited`.
 */
export async function signIn(input: SignInInput, headers: Headers): Promise<StartedSession> {
  const address = clientAddress(headers, env().trustedProxies)
  await limitRate(address ? `sign-in from ${address}` : 'sign-in', address ? oneAddress : everybody)
  await countTry(`sign-in to ${input.email}`)
  const started = await startSession(input)
  await forgetTries(`sign-in to ${input.email}`)
  return started
}

/** Starts a session for somebody whose account was just made or who was throttled already. */
export async function startSession(input: SignInInput): Promise<StartedSession> {
  const { email, password } = input
  const { api } = await getAuth()
  const response = await api.signInEmail({ body: { email, password }, asResponse: true })
  if (response.status === 401) throw new AppError('unauthenticated', 'E-mail address or password is wrong.')
  if (!response.ok) throw new Error(`Signing in answered ${response.status}`)
  return { cookies: response.headers.getSetCookie() }
}

/** Ends the session of the cookie, if there is one, and returns the cookies that forget it. */
export async function signOut(headers: Headers): Promise<StartedSession> {
  const cookie = headers.get('cookie') ?? ''
  const { api } = await getAuth()
  const response = await api.signOut({ headers: new Headers({ cookie }), asResponse: true })
  return { cookies: response.headers.getSetCookie() }
}
