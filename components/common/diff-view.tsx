import { classNames } from '../ui/class-names'

type LineKind = 'added' | 'removed' | 'same' | 'hunk'

interface DiffLine {
  kind: LineKind
  text: string
  before: number | null
  after: number | null
}

const lineClass: Record<LineKind, string> = {
  added: 'bg-added',
  removed: 'bg-removed',
  same: 'text-muted',
  hunk: 'border-t text-faint first:border-t-0',
}

const signs: Record<LineKind, string> = { added: '+', removed: '−', same: ' ', hunk: '' }

/** A unified diff with line numbers. Added and removed lines carry a sign as well as a colour. */
export function DiffView({ diff }: { diff: string }) {
  return (
    <section
      aria-label="Change"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="scroll-quiet max-h-110 overflow-auto border-b font-mono text-meta leading-[18px] last:border-b-0"
    >
      <div className="min-w-max">
        {parseDiff(diff).map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes
            key={index}
            className={classNames('flex', lineClass[line.kind])}
          >
            <span className="tabular w-9 shrink-0 select-none px-1.5 text-right text-faint">
              {line.before}
            </span>
            <span className="tabular w-9 shrink-0 select-none px-1.5 text-right text-faint">
              {line.after}
            </span>
            <span className="w-4 shrink-0 text-center">{signs[line.kind]}</span>
            <span className="whitespace-pre pr-3">{line.text || ' '}</span>
          </div>
        ))}
      </div>
    </section>
  )
}

function parseDiff(diff: string): DiffLine[] {
  let before = 1
  let after = 1
  const lines: DiffLine[] = []
  for (const raw of diff.replace(/\n$/, '').split('\n')) {
    if (/^(---|\+\+\+|Index:|===|diff |\\ No newline)/.test(raw)) continue
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(raw)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      if (lines.length > 0)
        lines.push({ kind: 'hunk', text: hunk[3]?.trim() ?? '', before: null, after: null })
    } else if (raw.startsWith('+'))
      lines.push({ kind: 'added', text: raw.slice(1), before: null, after: after++ })
    else if (raw.startsWith('-'))
      lines.push({ kind: 'removed', text: raw.slice(1), before: before++, after: null })
    else lines.push({ kind: 'same', text: raw.slice(1), before: before++, after: after++ })
  }
  return lines
}
