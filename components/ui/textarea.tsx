import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { fieldClass } from './input'

/** A text field that grows with what is written, up to the height that its class allows. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={classNames(
        fieldClass,
        'field-sizing-content min-h-16 resize-none py-1.5 leading-5',
        className,
      )}
      {...rest}
    />
  )
}
