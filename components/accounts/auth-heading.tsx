import type { ReactNode } from 'react'

/** What this page is for, and a sentence about it. */
export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h1 className="text-title">{title}</h1>
      {children ? <div className="text-muted text-read">{children}</div> : null}
    </div>
  )
}
