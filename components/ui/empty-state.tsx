import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
  actions?: ReactNode
}

/** What to say when there is nothing: what would be here, and how it gets here. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-100 flex-col items-center gap-1.5 px-6 py-14 text-center">
      {icon ? <span className="mb-2 text-faint">{icon}</span> : null}
      <h2 className="text-read">{title}</h2>
      {children ? <div className="text-muted">{children}</div> : null}
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  )
}
