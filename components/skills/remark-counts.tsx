import { CircleCheck, CircleX, ShieldAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatPlural } from '../../lib/shared/format'

interface RemarkCountsProps {
  errors: number
  warnings: number
  findings: number
}

/** How many remarks of each kind: a shape and a figure, with the words for screen readers and on hover. */
export function RemarkCounts({ errors, warnings, findings }: RemarkCountsProps) {
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  if (errors + warnings + findings === 0) {
    return (
      <Count label="No remarks" className="text-muted">
        <CircleCheck {...icon} />
      </Count>
    )
  }
  return (
    <span className="inline-flex items-center gap-2.5 align-middle">
      {errors > 0 ? (
        <Count label={formatPlural(errors, 'error')} className="text-failed" figure={errors}>
          <CircleX {...icon} />
        </Count>
      ) : null}
      {warnings > 0 ? (
        <Count label={formatPlural(warnings, 'warning')} className="text-waiting" figure={warnings}>
          <TriangleAlert {...icon} />
        </Count>
      ) : null}
      {findings > 0 ? (
        <Count
          label={`${formatPlural(findings, 'finding')} of the safety scan`}
          className="text-failed"
          figure={findings}
        >
          <ShieldAlert {...icon} />
        </Count>
      ) : null}
    </span>
  )
}

interface CountProps {
  label: string
  className: string
  figure?: number
  children: ReactNode
}

function Count({ label, className, figure, children }: CountProps) {
  return (
    <span title={label} className={`tabular inline-flex items-center gap-1 align-middle ${className}`}>
      {children}
      {figure === undefined ? null : <span aria-hidden>{figure}</span>}
      <span className="sr-only">{label}</span>
    </span>
  )
}
