/** Kill switches: all model calls of a workspace, an agent or a run stand still until somebody takes it back. */
import { z } from 'zod'

export const switchScope = z.enum(['workspace', 'agent', 'run'])
export type SwitchScope = z.infer<typeof switchScope>

export const killSwitch = z.object({
  id: z.string(),
  scope: switchScope,
  scopeId: z.string(),
  /** The agent's name or the task's title; null for the workspace. */
  scopeName: z.string().nullable(),
  reason: z.string(),
  byName: z.string(),
  at: z.iso.datetime(),
  /** Null while it is on. */
  liftedAt: z.iso.datetime().nullable(),
  liftedByName: z.string().nullable(),
})
export type KillSwitch = z.infer<typeof killSwitch>

/** Those that are on come first. */
export const switchList = z.object({ switches: z.array(killSwitch) })
export type SwitchList = z.infer<typeof switchList>

export const pressInput = z.object({
  scope: switchScope,
  /** The agent or the run; left out for the workspace. */
  scopeId: z.string().optional(),
  reason: z.string().trim().min(1, 'say why').max(500),
})
export type PressInput = z.infer<typeof pressInput>
