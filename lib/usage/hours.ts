/** Hours of the day at which a model is cheaper, found by asking for its price at every half hour. Pure. */

/** Dollars or anything that grows with them, of one and the same call at a moment; null where there is no price. */
export type PriceAt = (at: Date) => number | null

export interface DayPrices {
  /** Half hours of the UTC day at the lowest and at the highest price; equal lists where hours make no difference. */
  cheap: Date[]
  dear: Date[]
  low: number
  high: number
}

const halfHourMs = 1_800_000

/** Prices over the UTC day of a moment; null where the model has no price. */
export function pricesOfDay(priceAt: PriceAt, day: Date): DayPrices | null {
  const start = Math.floor(day.getTime() / 86_400_000) * 86_400_000
  const marks = Array.from({ length: 48 }, (_, index) => new Date(start + index * halfHourMs))
  const prices = marks.map(priceAt)
  const known = prices.filter(price => price !== null)
  if (known.length < marks.length) return null
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const at = (price: number) => marks.filter((_, index) => prices[index] === price)
  return { cheap: at(low), dear: at(high), low, high }
}

/** Spans of half hours of one day as "10:00" to "01:00" UTC; one that runs over midnight is one. */
export function spansOf(halfHours: readonly Date[]): { from: string; to: string }[] {
  const held = new Set(halfHours.map(time => Math.floor((time.getTime() % 86_400_000) / halfHourMs)))
  if (held.size === 48) return [{ from: '00:00', to: '24:00' }]
  const starts = [...held].filter(mark => !held.has((mark + 47) % 48)).sort((a, b) => a - b)
  return starts.map(start => {
    let end = start
    while (held.has(end % 48)) end += 1
    return { from: clock(start), to: clock(end % 48) }
  })
}

function clock(mark: number): string {
  return `${String(Math.floor(mark / 2)).padStart(2, '0')}:${mark % 2 === 0 ? '00' : '30'}`
}

export interface CheaperStart {
  at: Date
  /** Whole percent below the price of now. */
  lessPercent: number
}

/** The next half hour within a day at which the lowest price begins; null when it is never lower than now. */
export function cheaperStart(priceAt: PriceAt, now: Date): CheaperStart | null {
  const start = Math.floor(now.getTime() / halfHourMs) * halfHourMs
  const marks = Array.from({ length: 48 }, (_, index) => new Date(start + (index + 1) * halfHourMs))
  const [present, ...prices] = [now, ...marks].map(priceAt)
  const known = prices.filter(price => price !== null)
  const low = Math.min(...known)
  const at = marks[prices.indexOf(low)]
  if (present === null || present === undefined || !at || low >= present) return null
  return { at, lessPercent: Math.round((1 - low / present) * 100) }
}
