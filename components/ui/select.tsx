import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { fieldClass } from './input'

/** The platform's own select, dressed: right on a phone, right with a keyboard, no script. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={classNames('relative inline-flex shrink-0', className)}>
      <select className={classNames(fieldClass, 'h-8 appearance-none truncate pr-7 max-md:h-11')} {...rest}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        size={14}
        strokeWidth={1.5}
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-muted"
      />
    </span>
  )
}
