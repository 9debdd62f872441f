/** Workspaces as they come in and go out. */
import { z } from 'zod'
import { role, workspaceName } from '../accounts/schema'
import { currency } from '../shared/currency-schema'
import { isTimeZone } from '../shared/time-zone'

/** Runs of a workspace that may be at work at once, over all workers. */
export const concurrency = z.int().min(1, 'at least 1').max(10_000, 'at most 10,000')

/** An IANA name: days and months of budgets begin there at midnight. */
export const timeZone = z.string().max(64).refine(isTimeZone, 'no such time zone')

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  concurrency,
  timeZone: z.string(),
  /** In which the page shows amounts. Everything else, this API too, stays in US dollars. */
  currency,
  /** Who chose it last; null for the dollars of the beginning. */
  currencyChosen: z.object({ byName: z.string(), at: z.iso.datetime() }).nullable(),
  createdAt: z.iso.datetime(),
})
export type Workspace = z.infer<typeof workspace>

export const nameWorkspaceInput = z.object({ name: workspaceName })

export const changeWorkspaceInput = z
  .object({
    name: workspaceName.optional(),
    concurrency: concurrency.optional(),
    timeZone: timeZone.optional(),
    currency: currency.optional(),
  })
  .refine(input => Object.keys(input).length > 0, 'say what is to be changed')
export type ChangeWorkspaceInput = z.infer<typeof changeWorkspaceInput>

/** A workspace that the actor's person belongs to. */
export const joinedWorkspace = z.object({ id: z.string(), name: z.string(), role, isActive: z.boolean() })
export type JoinedWorkspace = z.infer<typeof joinedWorkspace>
