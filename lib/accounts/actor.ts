/** Who is acting. Every repository function takes an actor first and scopes its query by the actor's workspace. */
import type { Role } from './schema'

export { type Role, role } from './schema'

export interface Actor {
  /** `reef` is Reef itself, where no person acts; no request comes from it. */
  kind: 'person' | 'token' | 'reef'
  /** The user's id, or the token's. */
  id: string
  /** Shown beside what the actor did. */
  name: string
  workspaceId: string
  memberId: string
  role: Role
}
