/** Budgets: a limit on a scope in dollars, in tokens, or both; and what a call reserves before it is made. */
import { z } from 'zod'

const count = z.int().nonnegative()

/** What one model call may cost at most. `micros` is null where no dollar limit applies. */
export const reservation = z.object({ micros: count.nullable(), tokens: count })
export type Reservation = z.infer<typeof reservation>

/** What is left on the tightest budget; null where nothing limits. */
export interface HeadRoom {
  micros: number | null
  tokens: number | null
}
