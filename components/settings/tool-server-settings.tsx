'use client'

import { useQuery } from '@tanstack/react-query'
import { Plug, Plus } from 'lucide-react'
import { useState } from 'react'
import { toolServerListQuery } from '../../lib/tool-servers/queries'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { SettingsSection } from './settings-section'
import { ToolServerDialog } from './tool-server-dialog'
import { ToolServerRow } from './tool-server-row'

/** Servers of tools (MCP), and which of their tools agents may be given. */
export function ToolServerSettings() {
  const mayWrite = useAllowed('tool-server:write')
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const action = mayWrite ? (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      Connect
    </Button>
  ) : undefined
  return (
    <>
      <SettingsSection
        title="Tool servers"
        description="Servers that speak MCP bring tools of other services. A tool can be used once it is turned on here, by agents that name its server. Each call is asked about unless the policy has an exception."
        action={action}
      >
        <Servers mayWrite={mayWrite} made={made} />
      </SettingsSection>
      {adding ? <ToolServerDialog onClose={() => setAdding(false)} onMade={setMade} /> : null}
    </>
  )
}

function Servers({ mayWrite, made }: { mayWrite: boolean; made: string | null }) {
  const { data: servers, error, refetch } = useQuery(toolServerListQuery())
  if (error)
    return (
      <QueryError title="The tool servers could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  if (!servers) return <SkeletonRows rows={3} label="Loading the tool servers" />
  if (servers.length === 0)
    return (
      <EmptyState icon={<Plug size={20} strokeWidth={1.5} aria-hidden />} title="No tool server yet">
        {mayWrite
          ? 'Connect one by its address. Nothing of it is used before you turn it on.'
          : 'Owners and admins connect tool servers.'}
      </EmptyState>
    )
  return (
    <ul aria-label="Tool servers" className="flex flex-col border-t">
      {servers.map(server => (
        <ToolServerRow key={server.id} server={server} mayWrite={mayWrite} begins={server.id === made} />
      ))}
    </ul>
  )
}
