'use client'

import { useQuery } from '@tanstack/react-query'
import { switchListQuery } from '../../lib/switches/queries'
import type { KillSwitch as Pressed } from '../../lib/switches/schema'
import { KillSwitch } from '../common/kill-switch'
import { QueryError } from '../common/query-error'
import { TimeAgo } from '../common/time-ago'
import { SkeletonRows } from '../ui/skeleton'
import { SettingsSection } from './settings-section'

/** The switch of the whole workspace, and every time that one was pressed. */
export function SwitchSettings() {
  return (
    <>
      <SettingsSection
        title="Kill switch"
        description="Stops every model call of this workspace within two seconds. Nothing is lost: runs wait where they are. An agent has its own on its page, a run in its settings."
      >
        <KillSwitch scope="workspace" of="the whole workspace" />
      </SettingsSection>
      <SettingsSection title="Pressed before">
        <History />
      </SettingsSection>
    </>
  )
}

function History() {
  const { data, error, refetch } = useQuery(switchListQuery())
  if (error)
    return <QueryError title="The list could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={2} label="Loading the list" />
  if (data.switches.length === 0) return <p className="border-t py-3 text-muted">Never so far.</p>
  return (
    <ul aria-label="Pressed before" className="flex flex-col border-t">
      {data.switches.map(one => (
        <li key={one.id} className="flex flex-wrap items-baseline gap-x-3 border-b py-2 last:border-b-0">
          <span className="min-w-0 flex-1 basis-60 break-words">
            {scopeWords(one)}: {one.reason}
          </span>
          <span className="text-meta text-muted">
            {one.byName}, <TimeAgo at={one.at} className="tabular" />
          </span>
          <span className="text-meta text-muted">
            {one.liftedAt ? (
              <>
                taken back by {one.liftedByName}, <TimeAgo at={one.liftedAt} className="tabular" />
              </>
            ) : (
              'on'
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

function scopeWords({ scope, scopeName }: Pressed): string {
  if (scope === 'workspace') return 'Workspace'
  return `${scope === 'agent' ? 'Agent' : 'Run'} ${scopeName ?? 'that is gone'}`
}
