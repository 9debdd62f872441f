/** What is told of waste, in which order, and its sums. Pure. */
import { wasteKinds } from './rules'
import type { WasteReport, WasteRow } from './schema'

/** Rows of a report that are listed. */
export const mostWasteRows = 200

/** R131: by dollars, then by tokens; sums are of all rows, listed or not. */
export function reportOf(rows: readonly WasteRow[], read: WasteReport['read']): WasteReport {
  const sorted = rows.toSorted(
    (a, b) =>
      (b.costMicros ?? -1) - (a.costMicros ?? -1) || b.tokens - a.tokens || a.runId.localeCompare(b.runId),
  )
  const kinds = wasteKinds.flatMap(kind => {
    const some = rows.filter(row => row.kind === kind)
    if (some.length === 0) return []
    const priced = some.flatMap(row => row.costMicros ?? [])
    return [
      {
        kind,
        rows: some.length,
        tokens: some.reduce((sum, row) => sum + row.tokens, 0),
        costMicros: priced.length === 0 ? null : priced.reduce((sum, micros) => sum + micros, 0),
      },
    ]
  })
  return {
    rows: sorted.slice(0, mostWasteRows),
    leftOut: Math.max(0, rows.length - mostWasteRows),
    kinds: kinds.toSorted((a, b) => (b.costMicros ?? -1) - (a.costMicros ?? -1) || b.tokens - a.tokens),
    read,
  }
}
