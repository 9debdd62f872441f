import { formatWhole } from '../../lib/shared/format'
import type { UsageRecord } from '../../lib/usage/schema'
import type { BarPart } from '../ui/stacked-bar'

export type TokenKind = keyof UsageRecord

/** The six counters in the order and with the colour that each has everywhere. */
export const tokenKinds: readonly { key: TokenKind; label: string; className: string }[] = [
  { key: 'inputFresh', label: 'Fresh input', className: 'bg-token-fresh' },
  { key: 'cacheRead', label: 'Cache read', className: 'bg-token-cache-read' },
  { key: 'cacheWrite5m', label: 'Cache write, 5 min', className: 'bg-token-cache-write' },
  { key: 'cacheWrite1h', label: 'Cache write, 1 h', className: 'bg-token-cache-write' },
  { key: 'outputText', label: 'Output', className: 'bg-token-output' },
  { key: 'reasoning', label: 'Reasoning', className: 'bg-token-reasoning' },
]

/** The six counters as the parts of one bar. */
export function barParts(usage: UsageRecord): BarPart[] {
  return tokenKinds.map(({ key, label, className }) => ({
    key,
    className,
    value: usage[key],
    label: `${label}: ${formatWhole(usage[key])}`,
  }))
}

export function barLabel(usage: UsageRecord): string {
  return tokenKinds.map(({ key, label }) => `${label} ${formatWhole(usage[key])}`).join(', ')
}
