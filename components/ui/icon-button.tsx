import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'
import { Tooltip } from './tooltip'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** What it does: the accessible name and the tooltip. */
  label: string
  /** Keys shown in the tooltip. */
  keys?: string
  children: ReactNode
}

/** A square button with an icon; its label is read out and shown on hover. */
export function IconButton({ label, keys, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <button
        type={type}
        aria-label={label}
        className={classNames(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted',
          'transition-colors duration-150 hover:bg-hover hover:text-ink disabled:opacity-40 max-md:size-9',
          'aria-pressed:bg-selected aria-pressed:text-ink',
          className,
        )}
        {...rest}
      />
    </Tooltip>
  )
}
