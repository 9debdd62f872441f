/** What model calls have used and cost, added up for a step or a group of them. Pure. */
import type { ModelAttempt } from './run-state'

/** What a step used, all its attempts together. */
export interface Figures {
  tokens: number
  /** Whole micro-dollars of what has a price. */
  micros: number
  /** At least one call has no known price. */
  unpriced: boolean
}

export const noFigures: Figures = { tokens: 0, micros: 0, unpriced: false }

/** What the attempts of a step used and cost. */
export function figuresOf(attempts: readonly Pick<ModelAttempt, 'usage' | 'cost'>[]): Figures {
  return attempts.reduce((sum, { usage, cost }) => {
    if (!usage) return sum
    const tokens = Object.values(usage).reduce((left, count) => left + count, 0)
    const unpriced = cost?.micros === null || cost === undefined
    return addFigures(sum, { tokens, micros: cost?.micros ?? 0, unpriced })
  }, noFigures)
}

export function addFigures(a: Figures, b: Figures): Figures {
  return { tokens: a.tokens + b.tokens, micros: a.micros + b.micros, unpriced: a.unpriced || b.unpriced }
}

/**
 * What the providers themselves say the calls cost, where they say so and it is not what Reef reckons: off by more
 * than one percent. Null where there is nothing to tell.
 */
export function reportedOtherwise(attempts: readonly Pick<ModelAttempt, 'cost'>[]): number | null {
  const known = attempts.flatMap(({ cost }) =>
    cost?.micros != null && cost.reportedMicros !== null ? [[cost.micros, cost.reportedMicros] as const] : [],
  )
  const reckoned = known.reduce((sum, [micros]) => sum + micros, 0)
  const reported = known.reduce((sum, [, micros]) => sum + micros, 0)
  return Math.abs(reported - reckoned) * 100 > Math.max(reckoned, 100) ? reported : null
}
