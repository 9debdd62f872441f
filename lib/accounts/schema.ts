/** Who people are to Reef: roles, names, addresses and passwords as they may come in and go out. */
import { z } from 'zod'
import { currency } from '../shared/currency-schema'

export const role = z.enum(['owner', 'admin', 'member', 'viewer'])
export type Role = z.infer<typeof role>

export const personName = z
  .string()
  .trim()
  .min(1, 'Write a name.')
  .max(80, 'A name has at most 80 characters.')

/** Kept in lower case, so that one address is one account. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'This e-mail address is too long.')
  .pipe(z.email('This is not an e-mail address.'))

/** Length only, as NIST SP 800-63B asks: rules about digits and signs make passwords worse. */
export const newPassword = z
  .string()
  .min(10, 'A password has at least 10 characters.')
  .max(128, 'A password has at most 128 characters.')

export const workspaceName = z
  .string()
  .trim()
  .min(1, 'Write a name for the workspace.')
  .max(80, 'A workspace name has at most 80 characters.')

/** A secret that came in by link or form: long enough for any of ours, too short to be a burden. */
export const presentedSecret = z.string().min(1).max(256)

export const signInInput = z.object({ email: emailAddress, password: z.string().min(1).max(128) })
export type SignInInput = z.infer<typeof signInInput>

export const claimSetupInput = z.object({
  token: presentedSecret,
  name: personName,
  email: emailAddress,
  password: newPassword,
  workspaceName: workspaceName.optional(),
})
export type ClaimSetupInput = z.infer<typeof claimSetupInput>

export const changePasswordInput = z.object({
  currentPassword: z.string().min(1).max(128),
  newPassword,
})
export type ChangePasswordInput = z.infer<typeof changePasswordInput>

export const resetPasswordInput = z.object({ token: presentedSecret, password: newPassword })
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>

/** What a signed-in person or a token may know of itself. */
export const me = z.object({
  actor: z.object({
    kind: z.enum(['person', 'token', 'reef']),
    id: z.string(),
    name: z.string(),
    memberId: z.string(),
    role,
  }),
  /** The person behind the actor; a token acts for the member who made it. */
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  workspace: z.object({ id: z.string(), name: z.string(), currency }),
  /** Every action of the policy that this actor may do in this workspace. */
  permissions: z.array(z.string()),
})
export type Me = z.infer<typeof me>

/** How many sessions a person has ended. */
export const endedSessions = z.object({ ended: z.int().nonnegative() })
