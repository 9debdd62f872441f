import { Check } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'

/** A tick box; wrap it in a label. */
export function Checkbox({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <span className={classNames('relative inline-flex size-4 shrink-0', className)}>
      <input
        type="checkbox"
        className="peer size-4 appearance-none rounded-sm border border-strong bg-raised transition-colors duration-150 checked:border-accent-fill checked:bg-accent-fill disabled:opacity-50"
        {...rest}
      />
      <Check
        aria-hidden
        size={12}
        strokeWidth={3}
        className="pointer-events-none absolute inset-0 m-auto text-on-accent opacity-0 peer-checked:opacity-100"
      />
    </span>
  )
}
