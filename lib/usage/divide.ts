/** Divides a whole number among several without losing or making a unit. Pure. */

/**
 * Shares in the proportion of the weights, in whole units, that add up to `value` exactly: everybody gets the whole
 * part, and what is left goes one by one to the largest remainders (Hamilton's method), the first among equals.
 * `value` and the weights are whole and not negative; at least one weight is not 0.
 */
export function divide(value: bigint, weights: readonly number[]): bigint[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n)
  const parts = weights.map((weight, index) => {
    const exact = value * BigInt(weight)
    return { index, whole: exact / sum, rest: exact % sum }
  })
  let left = value - parts.reduce((total, { whole }) => total + whole, 0n)
  const order = parts.toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  for (const part of order) {
    if (left === 0n) break
    part.whole += 1n
    left -= 1n
  }
  return parts.map(({ whole }) => whole)
}
