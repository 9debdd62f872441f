/** Which rows of a long list are near the view, and how much room the others take. Pure. */

export interface Rows {
  count: number
  /** Pixels of a row, measured or likely. */
  sizeOf: (index: number) => number
  /** Where the box stands and how high it is, pixels. */
  view: { top: number; height: number }
  /** The end is in view, wherever the box stands. */
  atEnd: boolean
  /** Rows so many pixels above and below the view belong to the span. */
  margin: number
}

export interface RowSpan {
  first: number
  /** The row after the last one of the span. */
  last: number
  /** Pixels of the rows before the span and of those after it. */
  before: number
  after: number
}

/** The rows near the view. A list that has rows has at least one in its span. */
export function spanOf({ count, sizeOf, view, atEnd, margin }: Rows): RowSpan {
  let total = 0
  const ends: number[] = []
  for (let index = 0; index < count; index += 1) {
    total += sizeOf(index)
    ends.push(total)
  }
  const top = Math.max(0, Math.min(atEnd ? Number.POSITIVE_INFINITY : view.top, total - view.height))
  const first = Math.min(firstAfter(ends, top - margin), Math.max(0, count - 1))
  const last = Math.min(firstAfter(ends, top + view.height + margin) + 1, count)
  return { first, last, before: ends[first - 1] ?? 0, after: total - (ends[last - 1] ?? 0) }
}

/** The first row that ends below the place. */
function firstAfter(ends: readonly number[], place: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > place) high = middle
    else low = middle + 1
  }
  return low
}
