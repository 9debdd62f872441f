import { type ReactNode, useId } from 'react'

interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | undefined
  /** Receives the ids that tie the control to its label and help. */
  children: (control: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': true | undefined
  }) => ReactNode
}

/** A labelled control with help below it, or what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const helpId = `${id}-help`
  const help = error ?? hint
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-body">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': help ? helpId : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {help ? (
        <p id={helpId} className={error ? 'text-failed text-meta' : 'text-meta text-muted'}>
          {help}
        </p>
      ) : null}
    </div>
  )
}
