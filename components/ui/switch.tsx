import type { ComponentProps } from 'react'

interface SwitchProps extends Omit<ComponentProps<'button'>, 'onChange' | 'value'> {
  checked: boolean
  onChange: (checked: boolean) => void
}

/** On or off, at once. Give it an `aria-label` or an id with a label. */
export function Switch({ checked, onChange, ...rest }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      onClick={() => onChange(!checked)}
      className="group inline-flex h-5 w-8 shrink-0 items-center rounded-full bg-strong px-0.5 transition-colors duration-150 disabled:opacity-50 aria-checked:bg-accent-fill"
      {...rest}
    >
      <span className="size-4 rounded-full bg-raised transition-transform duration-150 group-aria-checked:translate-x-3" />
    </button>
  )
}
