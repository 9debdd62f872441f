import type { ComponentProps } from 'react'
import { classNames } from './class-names'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'small' | 'medium' | 'large'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent-fill text-on-accent hover:bg-accent-fill-hover font-medium',
  secondary: 'bg-raised text-ink border border-hairline hover:bg-hover hover:border-strong',
  ghost: 'text-muted hover:bg-hover hover:text-ink',
  danger: 'bg-raised text-failed border border-hairline hover:bg-failed-soft hover:border-failed',
}

const sizes: Record<ButtonSize, string> = {
  small: 'h-7 px-2 text-meta gap-1.5',
  medium: 'h-8 px-3 text-body gap-2',
  large: 'h-11 px-4 text-read gap-2',
}

/** The class of a button, for links that look like one. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'medium'): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-control',
    'transition-colors duration-150 disabled:pointer-events-none disabled:opacity-50',
    'aria-disabled:opacity-50 max-md:min-h-9',
    variants[variant],
    sizes[size],
  )
}

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
}

export function Button({ variant, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classNames(buttonClass(variant, size), className)} {...rest} />
}
