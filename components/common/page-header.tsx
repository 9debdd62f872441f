import type { ReactNode } from 'react'

interface PageHeaderProps {
  title: string
  /** A figure or a word beside the title. */
  aside?: ReactNode
  children?: ReactNode
}

/** The bar on top of a page: what it is, and what can be done here. */
export function PageHeader({ title, aside, children }: PageHeaderProps) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b px-5 max-md:px-4">
      <h1 className="text-read">{title}</h1>
      {aside ? <div className="tabular text-muted">{aside}</div> : null}
      <div className="ml-auto flex items-center gap-2">{children}</div>
    </header>
  )
}
