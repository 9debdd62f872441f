import type { ReactNode } from 'react'
import { PageHeader } from '../../../components/common/page-header'
import { SettingsNav } from '../../../components/settings/settings-nav'

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <SettingsNav />
        <div className="min-w-0 flex-1 overflow-y-auto">
          <div className="max-w-180 px-8 py-6 max-md:px-4">{children}</div>
        </div>
      </div>
    </>
  )
}
