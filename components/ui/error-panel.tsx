import { RotateCw, TriangleAlert } from 'lucide-react'
import { Button } from './button'

interface ErrorPanelProps {
  /** What happened, in a sentence. */
  title: string
  /** What it means. */
  cause?: string | undefined
  /** What to do next. */
  advice?: string | undefined
  onRetry?: (() => void) | undefined
  /** The raw text, folded away. */
  raw?: string | undefined
}

/** The one pattern for errors: what happened, what it means, what to do, a retry, and the raw text folded. */
export function ErrorPanel({ title, cause, advice, onRetry, raw }: ErrorPanelProps) {
  return (
    <div role="alert" className="m-4 max-w-140 rounded-panel border bg-raised p-4">
      <div className="flex items-start gap-3">
        <TriangleAlert size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0 text-failed" />
        <div className="flex min-w-0 flex-col gap-1">
          <h2 className="text-body">{title}</h2>
          {cause ? <p className="text-muted">{cause}</p> : null}
          {advice ? <p>{advice}</p> : null}
          {onRetry ? (
            <Button size="small" className="mt-2 self-start" onClick={onRetry}>
              <RotateCw size={14} strokeWidth={1.5} aria-hidden />
              Try again
            </Button>
          ) : null}
          {raw ? (
            <details className="mt-2 text-meta">
              <summary className="text-muted hover:text-ink">Details</summary>
              <pre className="mt-2 max-h-48 overflow-auto whitespace-pre-wrap break-words rounded-control bg-sunken p-2 font-mono">
                {raw}
              </pre>
            </details>
          ) : null}
        </div>
      </div>
    </div>
  )
}
