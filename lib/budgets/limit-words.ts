/** Words of a budget as somebody has set it. Pure. */
import { formatCount, formatDollarLimit } from '../shared/format'

/** A unit each, dollars first: ["$0.25", "5M tokens"]; nothing where nothing limits. */
export function budgetLimitWords(limit: { usd?: number | undefined; tokens?: number | undefined }): string[] {
  const { usd, tokens } = limit
  return [
    ...(usd === undefined ? [] : [formatDollarLimit(usd)]),
    ...(tokens === undefined ? [] : [`${formatCount(tokens)} tokens`]),
  ]
}
