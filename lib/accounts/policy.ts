/** Who may do what: one table, asked by one function. Nothing else in Reef compares roles. */
import { AppError } from '../http/errors'
import type { Actor, Role } from './actor'

const rank: Record<Role, number> = { viewer: 0, member: 1, admin: 2, owner: 3 }

/** The least role that may do each thing. */
const leastRole = {
  'workspace:read': 'viewer',
  'workspace:write': 'admin',
  'task:read': 'viewer',
  'task:write': 'member',
  'template:read': 'viewer',
  'template:write': 'member',
  'schedule:read': 'viewer',
  'schedule:write': 'member',
  'hook:read': 'member',
  'hook:write': 'admin',
  'batch:read': 'viewer',
  'batch:write': 'member',
  'run:read': 'viewer',
  'run:control': 'member',
  'switch:write': 'admin',
  'approval:read': 'viewer',
  'approval:decide': 'member',
  'policy:read': 'viewer',
  'policy:write': 'admin',
  'file:write': 'member',
  'agent:read': 'viewer',
  'agent:write': 'member',
  'skill:read': 'viewer',
  'skill:write': 'member',
  'skill:publish': 'member',
  'provider:read': 'viewer',
  'provider:write': 'admin',
  'tool-server:read': 'viewer',
  'tool-server:write': 'admin',
  'usage:read': 'viewer',
  'price:read': 'viewer',
  'price:write': 'owner',
  'budget:read': 'viewer',
  'budget:write': 'admin',
  'member:read': 'viewer',
  'member:write': 'admin',
  'owner:write': 'owner',
  'token:write': 'member',
  'webhook:write': 'admin',
} as const satisfies Record<string, Role>

export type Action = keyof typeof leastRole

export const allActions = Object.keys(leastRole) as Action[]

/** Whether a role is at least as wide as another. */
export function isAtLeast(held: Role, needed: Role): boolean {
  return rank[held] >= rank[needed]
}

/** Whether the actor may do this in their own workspace. */
export function can(actor: Pick<Actor, 'role'>, action: Action): boolean {
  return isAtLeast(actor.role, leastRole[action])
}

/** Throws `forbidden` unless the actor may. Called before anything is looked up: rights come before existence. */
export function requireCan(actor: Actor, action: Action): void {
  if (can(actor, action)) return
  throw new AppError('forbidden', `A ${actor.role} may not do this (${action}).`, {
    action,
    role: actor.role,
  })
}
