/** Turns a request into the actor behind it: a bearer token or a signed-in member. */
import type { Actor } from './actor'

/** The actor, or null when the request carries no valid credentials. */
export async function resolveActor(_request: Request): Promise<Actor | null> {
  return null
}
