/** Who is signed in, as the page asks for it, and how people come in, change their account and leave. */
import { queryOptions } from '@tanstack/react-query'
import { request, requestDone } from '../http/client'
import type { Action } from './policy'
import type { ChangePasswordInput, ClaimSetupInput, Me, ResetPasswordInput, SignInInput } from './schema'

export type { Me } from './schema'

const schemas = () => import('./schema')

export function meQuery() {
  return queryOptions({
    queryKey: ['me'] as const,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request(async () => (await schemas()).me, '/me', { signal }),
  })
}

/** Whether the page may offer this. The server decides again. */
export function isAllowed(me: Me | undefined, action: Action): boolean {
  return me?.permissions.includes(action) ?? false
}

export function signIn(input: SignInInput) {
  return requestDone('/auth/sign-in/email', { method: 'POST', body: input })
}

export function claimSetup(input: ClaimSetupInput) {
  return requestDone('/setup', { method: 'POST', body: input })
}

export function changeName(name: string) {
  return request(async () => (await schemas()).me, '/me', { method: 'PATCH', body: { name } })
}

export function changePassword(input: ChangePasswordInput) {
  return requestDone('/me/password', { method: 'POST', body: input })
}

export function resetPassword(input: ResetPasswordInput) {
  return requestDone('/auth/reset-password', { method: 'POST', body: input })
}

export function signOutEverywhere() {
  return request(async () => (await schemas()).endedSessions, '/me/sign-out-everywhere', {
    method: 'POST',
    body: {},
  })
}
