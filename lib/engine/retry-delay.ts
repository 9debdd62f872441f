/** How long to wait before a model call is tried again. */

const baseMs = 500
const mostMs = 60_000

/**
 * Exponential back-off with full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015), never sooner than
 * the provider asked. `attempt` counts from 1; `random` is in [0, 1).
 */
export function retryDelayMs(attempt: number, retryAfterMs = 0, random: number = Math.random()): number {
  const ceiling = Math.min(mostMs, baseMs * 2 ** (attempt - 1))
  return Math.round(Math.max(retryAfterMs, ceiling / 2 + (ceiling / 2) * random))
}
