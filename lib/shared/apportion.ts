/** Shares out a whole number in proportion: whole units, none lost, by the method of largest remainders. Pure. */

/**
 * Whole shares of `total` (a whole number, not negative) in the proportion of `weights` (finite, not negative). They sum
 * exactly to `total`; each is within one of its exact share. Without any weight the first takes all. An empty list
 * shares nothing out.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (sum <= 0) return weights.map((_, index) => (index === 0 ? total : 0))
  const exact = weights.map(weight => (weight / sum) * total)
  const shares = exact.map(Math.floor)
  let left = total - shares.reduce((all, share) => all + share, 0)
  if (left <= 0) return shares
  const order = exact
    .map((share, index) => ({ index, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of order) {
    if (left === 0) break
    shares[index] = (shares[index] ?? 0) + 1
    left -= 1
  }
  return shares
}
