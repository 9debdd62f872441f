/** How long a model that kept failing is left alone. Pure. */

const firstMs = 5 * 60_000
const longestMs = 60 * 60_000

/** Milliseconds of the `times`-th rest in a row: 5, 10, 20, 40, 60 minutes. */
export function restMs(times: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(0, times - 1), 10))
}
