/** The models that an agent names for its roles, by spec. Pure. */
import type { AgentRoles } from './schema'

export function specsOf(roles: AgentRoles): string[] {
  return Object.values(roles).flatMap(choice => choice?.model ?? [])
}

/** The same roles with each model under the name that `change` gives; without one it is left out. */
export function withModels(roles: AgentRoles, change: (spec: string) => string | undefined): AgentRoles {
  const changed = Object.entries(roles).map(([role, choice]) => {
    const { model, ...rest } = choice ?? {}
    const name = model === undefined ? undefined : change(model)
    return [role, { ...rest, ...(name === undefined ? {} : { model: name }) }]
  })
  return Object.fromEntries(changed)
}
