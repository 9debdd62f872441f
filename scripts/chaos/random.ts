/** Numbers that look random and are the same for the same seed (mulberry32, public domain). */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T
}

/** So many different whole numbers from `low` to below `high`, in order. */
export function spread(random: Random, count: number, low: number, high: number): number[] {
  const chosen = new Set<number>()
  while (chosen.size < Math.min(count, high - low)) chosen.add(low + Math.floor(random() * (high - low)))
  return [...chosen].sort((a, b) => a - b)
}

/** So many different ones of these. */
export function pickSome<T>(random: Random, from: readonly T[], count: number): T[] {
  const left = [...from]
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [one] = left.splice(Math.floor(random() * left.length), 1)
    return one as T
  })
}
