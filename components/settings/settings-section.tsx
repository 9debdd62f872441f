import type { ReactNode } from 'react'

interface Props {
  title: string
  description?: ReactNode
  /** On the right of the title. */
  action?: ReactNode
  children: ReactNode
}

/** One matter of a settings page: what it is, then the thing itself. */
export function SettingsSection({ title, description, action, children }: Props) {
  return (
    <section aria-label={title} className="flex flex-col gap-3 py-6 first:pt-0 [&+&]:border-t">
      <div className="flex items-start gap-4">
        <div className="flex min-w-0 flex-1 flex-col gap-0.5">
          <h2 className="text-read">{title}</h2>
          {description ? <p className="max-w-120 text-muted">{description}</p> : null}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
