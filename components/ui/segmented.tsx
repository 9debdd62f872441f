import type { ReactNode } from 'react'

interface SegmentedProps<Value extends string> {
  label: string
  options: readonly { value: Value; label: string; icon?: ReactNode }[]
  value: Value
  onChange: (value: Value) => void
}

/** A choice between a few ways to look at the same thing. */
export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  return (
    <fieldset className="inline-flex h-8 shrink-0 items-center rounded-control bg-hover p-0.5 max-md:h-10">
      <legend className="sr-only">{label}</legend>
      {options.map(option => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="inline-flex h-full items-center gap-1.5 whitespace-nowrap rounded-sm border border-transparent px-2.5 text-muted transition-colors duration-150 hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink aria-pressed:border-hairline"
        >
          {option.icon}
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
