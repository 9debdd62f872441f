import { classNames } from '../ui/class-names'

interface LimitBarProps {
  /** In words, for those who cannot see it. */
  label: string
  spent: number
  /** Held back by calls under way. */
  reserved: number
  limit: number
  /** For a line of text. */
  thin?: boolean
}

/** A limit as a bar: what is spent, what calls under way hold back (hatched), and what is left. */
export function LimitBar({ label, spent, reserved, limit, thin = false }: LimitBarProps) {
  const part = (value: number) => `${Math.min(100, (value / Math.max(limit, 1e-9)) * 100)}%`
  const used = spent / Math.max(limit, 1e-9)
  const tone = used >= 1 ? 'bg-failed' : used >= 0.8 ? 'bg-waiting' : 'bg-ink'
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={classNames('flex w-full overflow-hidden rounded-full bg-selected', thin ? 'h-1.5' : 'h-2')}
    >
      <span
        className={classNames('h-full transition-[width] duration-180 ease-out', tone)}
        style={{ width: part(spent) }}
      />
      <span
        data-reserved={reserved > 0 ? '' : undefined}
        className="h-full text-muted transition-[width] duration-180 ease-out"
        style={{
          width: part(Math.min(reserved, Math.max(0, limit - spent))),
          backgroundImage: 'repeating-linear-gradient(135deg, currentColor 0 2px, transparent 2px 5px)',
        }}
      />
    </span>
  )
}
