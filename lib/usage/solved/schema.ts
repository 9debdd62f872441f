/** What a solved task cost, by the choice that was made for it, as the API and the page show it. */
import { z } from 'zod'

const count = z.int().nonnegative()

/** Whole micro-dollars; null where the price of some call is not known. */
const micros = count.nullable()

export const solvedRow = z.object({
  /** Id of the agent, `provider:model`, or the words of a route; empty for an agent that is gone. */
  key: z.string(),
  label: z.string(),
  /** Attempts that have ended, and the tasks that they were for. */
  attempts: count,
  tasks: count,
  /** Tasks with an attempt that reached its end, its checks passed where it had any. */
  solved: count,
  /** Solved tasks whose attempt had checks to pass. */
  checked: count,
  calls: count,
  unknownCalls: count,
  /** Everything that these attempts used, the failed ones and the parts that were handed on too. */
  costMicros: micros,
  /** That divided by the solved tasks, rounded; null where none is solved or a price is not known. */
  perSolvedMicros: micros,
})
export type SolvedRow = z.infer<typeof solvedRow>

export const solvedReport = z.object({
  agents: z.array(solvedRow),
  models: z.array(solvedRow),
  /** By models and efforts of all roles. */ routes: z.array(solvedRow),
})
export type SolvedReport = z.infer<typeof solvedReport>
