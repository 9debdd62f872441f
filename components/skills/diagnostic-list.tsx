import { CircleX, Info, ShieldAlert, TriangleAlert } from 'lucide-react'
import { isFinding } from '../../lib/skills/rules'
import type { Diagnostic } from '../../lib/skills/schema'

interface DiagnosticListProps {
  diagnostics: readonly Diagnostic[]
  /** Makes the places clickable. */
  onOpen?: (path: string, line: number) => void
}

/** Remarks, errors first; each says what is wrong and where. */
export function DiagnosticList({ diagnostics, onOpen }: DiagnosticListProps) {
  const rank = { error: 0, warning: 1, info: 2 }
  const sorted = [...diagnostics].sort((a, b) => rank[a.severity] - rank[b.severity])
  return (
    <ul className="flex flex-col gap-2.5">
      {sorted.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two remarks may be equal, and rows hold no state
        <li key={`${item.code}-${index}`} className="flex gap-2">
          <RemarkIcon item={item} />
          <div className="min-w-0 flex-1">
            <p className="break-words">{item.message}</p>
            {item.excerpt ? (
              <code className="mt-0.5 block break-all rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-meta">
                {item.excerpt}
              </code>
            ) : null}
            <Place item={item} {...(onOpen ? { onOpen } : {})} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function RemarkIcon({ item }: { item: Diagnostic }) {
  const props = { size: 14, strokeWidth: 1.5, role: 'img' } as const
  const place = 'mt-[3px] shrink-0'
  if (item.severity === 'error')
    return <CircleX {...props} aria-label="Error" className={`${place} text-failed`} />
  if (item.severity === 'info') return <Info {...props} aria-label="Note" className={`${place} text-muted`} />
  if (isFinding(item))
    return <ShieldAlert {...props} aria-label="Finding" className={`${place} text-failed`} />
  return <TriangleAlert {...props} aria-label="Warning" className={`${place} text-waiting`} />
}

function Place({ item, onOpen }: { item: Diagnostic; onOpen?: (path: string, line: number) => void }) {
  const { path, line, field } = item
  if (!path) return field ? <span className="text-meta text-muted">Field {field}</span> : null
  const text = line === undefined ? path : `${path}, line ${line}`
  if (!onOpen || line === undefined) return <span className="break-all text-meta text-muted">{text}</span>
  return (
    <button
      type="button"
      onClick={() => onOpen(path, line)}
      className="break-all text-left text-meta text-muted underline decoration-hairline underline-offset-2 hover:text-ink"
    >
      {text}
    </button>
  )
}
