import { classNames } from './class-names'

export interface BarPart {
  key: string
  label: string
  value: number
  /** A background class such as `bg-token-output`. */
  className: string
}

interface StackedBarProps {
  label: string
  parts: readonly BarPart[]
  /** The whole; the sum of the parts when left out. */
  total?: number
  className?: string
}

/** Parts of a whole as one bar. The label says it in words. */
export function StackedBar({ label, parts, total, className }: StackedBarProps) {
  const sum = parts.reduce((left, part) => left + part.value, 0)
  const whole = Math.max(total ?? sum, sum, 1e-9)
  return (
    <span
      role="img"
      aria-label={label}
      className={classNames('flex h-1.5 w-full overflow-hidden rounded-full bg-selected', className)}
    >
      {parts.map(part =>
        part.value > 0 ? (
          <span
            key={part.key}
            title={part.label}
            className={classNames('h-full transition-[width] duration-180 ease-out', part.className)}
            style={{ width: `${(part.value / whole) * 100}%` }}
          />
        ) : null,
      )}
    </span>
  )
}
