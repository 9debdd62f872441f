'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from '../ui/class-names'

/** A word of a sentence that is a choice. */
export const wordClass =
  'h-5 border-b border-strong border-dotted bg-transparent font-medium text-ink leading-5 transition-colors duration-150 hover:border-ink'

/** A word that is chosen from a list. */
export function WordSelect({ children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative inline-flex items-center">
      <select
        className={classNames(
          wordClass,
          'field-sizing-content max-w-56 appearance-none truncate pr-4 pl-0.5',
        )}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        size={12}
        strokeWidth={1.5}
        className="pointer-events-none absolute right-0.5"
      />
    </span>
  )
}

/** A word that opens something. */
export function WordButton({ children, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={classNames(wordClass, 'inline-flex items-center gap-0.5 px-0.5 leading-5')}
      {...rest}
    >
      {children}
      <ChevronDown aria-hidden size={12} strokeWidth={1.5} />
    </button>
  )
}
