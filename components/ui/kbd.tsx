import type { ReactNode } from 'react'

/** A key on the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd
      aria-hidden
      className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-hairline bg-surface px-1 font-sans text-micro text-muted"
    >
      {children}
    </kbd>
  )
}
