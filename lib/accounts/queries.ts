/** Who is signed in, as the page asks for it, and how people come in, change their account and leave. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import type { Action } from './policy'
import {
  type ChangePasswordInput,
  type ClaimSetupInput,
  type Me,
  me,
  type ResetPasswordInput,
  type SignInInput,
} from './schema'

export type { Me } from './schema'

export function meQuery() {
  return queryOptions({
    queryKey: ['me'] as const,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request(me, '/me', { signal }),
  })
}

/** Whether the page may offer this. The server decides again. */
export function isAllowed(me: Me | undefined, action: Action): boolean {
  return me?.permissions.includes(action) ?? false
}

export function signIn(input: SignInInput) {
  return request(z.unknown(), '/auth/sign-in/email', { method: 'POST', body: input })
}

export function claimSetup(input: ClaimSetupInput) {
  return request(z.unknown(), '/setup', { method: 'POST', body: input })
}

export function changeName(name: string) {
  return request(me, '/me', { method: 'PATCH', body: { name } })
}

export function changePassword(input: ChangePasswordInput) {
  return request(z.unknown(), '/me/password', { method: 'POST', body: input })
}

export function resetPassword(input: ResetPasswordInput) {
  return request(z.unknown(), '/auth/reset-password', { method: 'POST', body: input })
}

export function signOutEverywhere() {
  return request(z.object({ ended: z.number() }), '/me/sign-out-everywhere', { method: 'POST', body: {} })
}
