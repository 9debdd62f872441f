/** The timeline as flat rows for a virtual list: what is folded away is not there. Pure. */
import type { GroupEntry, GroupSummary, TimelineItem } from './timeline'

export type TranscriptRow =
  | { kind: 'assignment'; key: string }
  /** `mark`: the first row of its step, which carries the step's number. */
  | {
      kind: 'item'
      key: string
      item: Exclude<TimelineItem, { kind: 'group' }>
      open: boolean
      mark: boolean
    }
  | { kind: 'group'; key: string; steps: [number, number]; summary: GroupSummary; open: boolean }
  | { kind: 'entry'; key: string; entry: GroupEntry; open: boolean; mark: boolean; last: boolean }
  | { kind: 'draft'; key: string }

export interface Folding {
  /** What the person opened or closed by hand. */
  byHand: ReadonlyMap<string, boolean>
  /** Everything open or closed at once; null for the usual. */
  all: boolean | null
}

/** Groups of so few calls are shown without a line above them. */
const smallGroup = 2

/** The rows that are visible. `live`: the run is at work, so its newest group stays open. */
export function rowsOf(items: readonly TimelineItem[], folding: Folding, live: boolean): TranscriptRow[] {
  const rows: TranscriptRow[] = [{ kind: 'assignment', key: 'assignment' }]
  let marked = 0
  const isFirstOf = (step: number) => {
    const first = step !== marked
    marked = step
    return first
  }
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'group') {
      const mark = 'step' in item && isFirstOf(item.step)
      rows.push({ kind: 'item', key: item.key, item, open: isOpen(folding, item.key, false), mark })
      continue
    }
    const grouped = item.entries.length > smallGroup
    const { failed, open: running } = item.summary
    const usual = !grouped || running > 0 || failed > 0 || (live && index === items.length - 1)
    const open = !grouped || isOpen(folding, item.key, usual)
    if (grouped) rows.push({ kind: 'group', key: item.key, steps: item.steps, summary: item.summary, open })
    if (open) rows.push(...entryRows(item.entries, folding, isFirstOf))
  }
  if (live) rows.push({ kind: 'draft', key: 'draft' })
  return rows
}

function entryRows(
  entries: readonly GroupEntry[],
  folding: Folding,
  isFirstOf: (step: number) => boolean,
): TranscriptRow[] {
  return entries.map((entry, index) => ({
    kind: 'entry',
    key: entry.key,
    entry,
    mark: isFirstOf(entry.step),
    last: index === entries.length - 1,
    open: isOpen(
      folding,
      entry.key,
      entry.kind === 'call' && (entry.call.status === 'started' || entry.call.isError === true),
    ),
  }))
}

function isOpen(folding: Folding, key: string, usual: boolean): boolean {
  return folding.byHand.get(key) ?? folding.all ?? usual
}

/** The row at which a step begins, or the group that it is folded away in; -1 when there is no such step. */
export function rowOfStep(rows: readonly TranscriptRow[], step: number): number {
  const own = rows.findIndex(row => {
    if (row.kind === 'entry') return row.entry.step === step
    return row.kind === 'item' && 'step' in row.item && row.item.step === step
  })
  if (own >= 0) return own
  return rows.findIndex(row => row.kind === 'group' && row.steps[0] <= step && step <= row.steps[1])
}

/**
 * The rows, each as the object that it was before if nothing in it has changed: a row that is drawn is not drawn again
 * for an event that says nothing of it.
 */
export function keepRows(before: readonly TranscriptRow[], rows: readonly TranscriptRow[]): TranscriptRow[] {
  const known = new Map(before.map(row => [row.key, row]))
  return rows.map(row => {
    const same = known.get(row.key)
    return same && isAlike(same, row) ? same : row
  })
}

/** Whether two values of the log say the same. The fold shares what has not changed, so that few are walked. */
function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => isAlike(one[key as keyof typeof one], other[key as keyof typeof other]))
  )
}
