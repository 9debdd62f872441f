/** Every API path and its handlers, for the description of the API. A test holds this list to the files on disk. */
import type { RouteModule } from '@/lib/http/openapi'

export const routes: Readonly<Record<string, () => Promise<RouteModule>>> = {
  '/api/v1/auth/sign-in/email': () => import('./auth/sign-in/email/route'),
  '/api/v1/auth/sign-out': () => import('./auth/sign-out/route'),
  '/api/v1/invitations': () => import('./invitations/route'),
  '/api/v1/invitations/[invitationId]': () => import('./invitations/[invitationId]/route'),
  '/api/v1/invitations/[invitationId]/accept': () => import('./invitations/[invitationId]/accept/route'),
  '/api/v1/invitations/[invitationId]/preview': () => import('./invitations/[invitationId]/preview/route'),
  '/api/v1/me': () => import('./me/route'),
  '/api/v1/me/password': () => import('./me/password/route'),
  '/api/v1/me/sign-out-everywhere': () => import('./me/sign-out-everywhere/route'),
  '/api/v1/members': () => import('./members/route'),
  '/api/v1/members/[memberId]': () => import('./members/[memberId]/route'),
  '/api/v1/setup': () => import('./setup/route'),
  '/api/v1/tokens': () => import('./tokens/route'),
  '/api/v1/tokens/[tokenId]': () => import('./tokens/[tokenId]/route'),
  '/api/v1/workspace': () => import('./workspace/route'),
  '/api/v1/workspaces': () => import('./workspaces/route'),
  '/api/v1/workspaces/[workspaceId]/activate': () => import('./workspaces/[workspaceId]/activate/route'),
}
