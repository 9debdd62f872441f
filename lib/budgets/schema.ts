/** Budgets: a limit on a scope in dollars, in tokens, or both; and what a call reserves before it is made. */
import { z } from 'zod'
import { budgetPeriods, budgetScopes } from './rules'

const count = z.int().nonnegative()

/** What one model call may cost at most. `micros` is null where the price is unknown. */
export const reservation = z.object({ micros: count.nullable(), tokens: count })
export type Reservation = z.infer<typeof reservation>

export const budgetScope = z.enum(budgetScopes)
export const budgetPeriod = z.enum(budgetPeriods)

const usd = z.number().positive().max(1_000_000_000)
const tokens = z.int().positive().max(Number.MAX_SAFE_INTEGER)

/** At least one of both. */
export const budgetLimit = z
  .strictObject({ usd: usd.optional(), tokens: tokens.optional() })
  .refine(limit => limit.usd !== undefined || limit.tokens !== undefined, 'say dollars, tokens, or both')
export type BudgetLimit = z.infer<typeof budgetLimit>

const amount = z.object({ usd: z.number(), tokens: z.number() })

/** A budget as it stands in its present period. */
export const budget = z.object({
  id: z.string(),
  scope: budgetScope,
  scopeId: z.string(),
  /** Name of the member or agent, title of the task or run. */
  scopeName: z.string().nullable(),
  period: budgetPeriod,
  limit: z.object({ usd: z.number().optional(), tokens: z.number().optional() }),
  spent: amount,
  /** Held back by calls under way. */
  reserved: amount,
  /** When the period turns; null where it never does. */
  until: z.iso.datetime().nullable(),
})
export type Budget = z.infer<typeof budget>

export const budgetList = z.object({ timeZone: z.string(), budgets: z.array(budget) })
export type BudgetList = z.infer<typeof budgetList>

/** For tasks, runs and batches the limit is set where they are; these are the budgets that stand. */
export const setBudgetInput = z.object({
  scope: z.enum(['workspace', 'member', 'agent']),
  /** The member or agent; left out for the workspace. */
  scopeId: z.string().optional(),
  period: budgetPeriod,
  limit: budgetLimit,
})
export type SetBudgetInput = z.infer<typeof setBudgetInput>

export const changeBudgetInput = z.object({ limit: budgetLimit })

const pastLimit = z.object({ usd: z.number().optional(), tokens: z.number().optional() })

export const budgetChange = z.object({
  id: z.string(),
  budgetId: z.string(),
  /** How the budget is called. */
  name: z.string(),
  /** Null: there was none before, or there is none any more. */
  from: pastLimit.nullable(),
  to: pastLimit.nullable(),
  byName: z.string(),
  at: z.iso.datetime(),
})
export type BudgetChange = z.infer<typeof budgetChange>

export const budgetHistory = z.object({ changes: z.array(budgetChange) })

/** A soft line was crossed, and nobody has taken note of it. */
export const budgetWarning = z.object({
  id: z.string(),
  budgetId: z.string(),
  scope: budgetScope,
  scopeId: z.string(),
  name: z.string(),
  level: z.int(),
  /** "$41.20 of $50.00" as it is now. */
  words: z.string(),
  at: z.iso.datetime(),
})
export type BudgetWarning = z.infer<typeof budgetWarning>
