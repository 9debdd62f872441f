import type { ReactNode } from 'react'
import { WorkbenchShell } from '../../components/shell/workbench-shell'
import { requirePageActor } from '../../lib/accounts/page-actor'

export default async function WorkbenchLayout({ children }: { children: ReactNode }) {
  await requirePageActor()
  return <WorkbenchShell>{children}</WorkbenchShell>
}
