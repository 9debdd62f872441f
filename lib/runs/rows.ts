/** The timeline as flat rows for a virtual list: what is folded away is not there. Pure. */
import type { GroupEntry, TimelineItem } from './timeline'

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
  | { kind: 'group'; key: string; item: Extract<TimelineItem, { kind: 'group' }>; open: boolean }
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
    if (grouped) rows.push({ kind: 'group', key: item.key, item, open })
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

/** The row at which a step begins, or -1 when it is folded away. */
export function rowOfStep(rows: readonly TranscriptRow[], step: number): number {
  return rows.findIndex(row => {
    if (row.kind === 'entry') return row.entry.step === step
    if (row.kind === 'group') return row.item.steps[0] <= step && step <= row.item.steps[1]
    return row.kind === 'item' && 'step' in row.item && row.item.step === step
  })
}
