import type { ComponentProps } from 'react'
import { classNames } from './class-names'

export const fieldClass = classNames(
  'w-full rounded-control border border-hairline bg-raised px-2.5 text-body text-ink transition-colors duration-150',
  'hover:border-strong focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/30 focus-visible:outline-offset-0',
  'aria-invalid:border-failed disabled:bg-sunken disabled:text-muted max-md:text-lead',
)

export function Input({ className, type = 'text', ...rest }: ComponentProps<'input'>) {
  return <input type={type} className={classNames(fieldClass, 'h-8 max-md:h-11', className)} {...rest} />
}
