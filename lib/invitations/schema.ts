/** Invitations as they come in and go out. */
import { z } from 'zod'
import { emailAddress, newPassword, personName, presentedSecret, role } from '../accounts/schema'

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  inviterName: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type Invitation = z.infer<typeof invitation>

export const createInvitationInput = z.object({ email: emailAddress, role: role.default('member') })
export type CreateInvitationInput = z.output<typeof createInvitationInput>

/** `path` is the link without the origin. It is shown this once. */
export const createdInvitation = z.object({ invitation, path: z.string() })
export type CreatedInvitation = z.infer<typeof createdInvitation>

const invitationState = z.enum(['open', 'used', 'withdrawn', 'expired'])
export type InvitationState = z.infer<typeof invitationState>

/** What the holder of the link may know before accepting. */
export const invitationPreview = z.object({
  state: invitationState,
  email: z.string(),
  role,
  workspaceName: z.string(),
  inviterName: z.string(),
  expiresAt: z.iso.datetime(),
  /** Whether this address has an account: its holder signs in instead of choosing a password. */
  hasAccount: z.boolean(),
})
export type InvitationPreview = z.infer<typeof invitationPreview>

export const openInvitationInput = z.object({ secret: presentedSecret })

/** Name and password make an account; who has one signs in first and leaves both out. */
export const acceptInvitationInput = z.object({
  secret: presentedSecret,
  name: personName.optional(),
  password: newPassword.optional(),
})
export type AcceptInvitationInput = z.infer<typeof acceptInvitationInput>
