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
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 max-md:gap-y-2">
        <h2 className="text-read max-md:self-center">{title}</h2>
        {description ? (
          <p className="max-w-120 text-muted max-md:col-span-2 md:row-start-2">{description}</p>
        ) : null}
        {action ? <span className="col-start-2 row-start-1 flex md:row-span-2">{action}</span> : null}
      </div>
      {children}
    </section>
  )
}
