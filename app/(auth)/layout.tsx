import type { ReactNode } from 'react'
import { ReefMark } from '../../components/common/reef-mark'

/** Pages before the workbench: one column, one thing to do. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-6 pt-[18vh] pb-16 max-md:pt-16">
      <div className="flex w-full max-w-90 flex-col gap-8">
        <div className="flex items-center gap-2.5">
          <ReefMark size={28} />
          <span className="font-semibold text-lead">Reef</span>
        </div>
        {children}
      </div>
    </main>
  )
}
