import type { ComponentProps } from 'react'
import { classNames } from './class-names'

/** A dense table with a header that stays. Put it in a scrolling box. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table className={classNames('w-full border-separate border-spacing-0', className)} {...rest} />
}

export function HeaderCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={classNames(
        'sticky top-0 z-10 h-8 whitespace-nowrap border-b bg-surface px-3 text-left font-medium text-meta text-muted',
        className,
      )}
      {...rest}
    />
  )
}

export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={classNames(
        'group transition-colors duration-150 hover:bg-hover data-[selected=true]:bg-selected',
        className,
      )}
      {...rest}
    />
  )
}

export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={classNames('h-9 border-b px-3', className)} {...rest} />
}
