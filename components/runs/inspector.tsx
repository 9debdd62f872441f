'use client'

import dynamic from 'next/dynamic'
import type { RunState } from '../../lib/runs/run-state'
import type { Branch } from '../../lib/runs/tree'
import { Skeleton } from '../ui/skeleton'
import { Tabs } from '../ui/tabs'
import { InspectorFiles } from './inspector-files'
import { useTeam } from './use-team'

const loading = () => <Skeleton className="m-4 h-24" />
const InspectorTimeline = dynamic(
  () => import('./inspector-timeline').then(module => module.InspectorTimeline),
  { loading },
)
const TeamPanel = dynamic(() => import('./team-panel').then(module => module.TeamPanel), { loading })
const InspectorUsage = dynamic(() => import('./inspector-usage').then(module => module.InspectorUsage), {
  loading,
})
const InspectorContext = dynamic(
  () => import('./inspector-context').then(module => module.InspectorContext),
  { loading },
)
const InspectorRaw = dynamic(() => import('./inspector-raw').then(module => module.InspectorRaw), { loading })
const InspectorSetup = dynamic(() => import('./inspector-setup').then(module => module.InspectorSetup), {
  loading,
})

export const inspectorTabs = ['team', 'files', 'timeline', 'usage', 'context', 'raw', 'setup'] as const
export type InspectorTab = (typeof inspectorTabs)[number]

interface InspectorProps {
  state: RunState
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
  file: string | null
  onFile: (path: string | null) => void
}

/** What lies behind the transcript: files, time, tokens, raw words, and the recipe. */
export function Inspector({ state, tab, onTab, file, onFile }: InspectorProps) {
  const team = useTeam(state)
  return (
    <Tabs
      label="Inspector"
      value={tab}
      onChange={onTab}
      className="min-h-0 flex-1"
      panelClassName="flex min-h-0 flex-col"
      tabs={[
        ...teamTab(team),
        { value: 'files', label: 'Files', count: Object.keys(state.files).length },
        { value: 'timeline', label: 'Timeline' },
        { value: 'usage', label: 'Usage' },
        { value: 'context', label: 'Context' },
        { value: 'raw', label: 'Raw' },
        { value: 'setup', label: 'Setup' },
      ]}
    >
      <InspectorPanel state={state} tab={tab} file={file} onFile={onFile} />
    </Tabs>
  )
}

/** Only a run that is not alone has the tab. */
export function teamTab(team: Branch | null): { value: 'team'; label: string; count: number }[] {
  return team ? [{ value: 'team', label: 'Team', count: team.below + 1 }] : []
}

export function InspectorPanel({ state, tab, file, onFile }: Omit<InspectorProps, 'onTab'>) {
  switch (tab) {
    case 'team':
      return <TeamPanel state={state} />
    case 'files':
      return <InspectorFiles runId={state.runId} files={state.files} file={file} onFile={onFile} />
    case 'timeline':
      return <InspectorTimeline state={state} />
    case 'usage':
      return <InspectorUsage state={state} />
    case 'context':
      return <InspectorContext state={state} />
    case 'raw':
      return <InspectorRaw state={state} />
    case 'setup':
      return <InspectorSetup state={state} />
  }
}
