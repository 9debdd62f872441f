'use client'

import dynamic from 'next/dynamic'
import type { RunState } from '../../lib/runs/run-state'
import { Skeleton } from '../ui/skeleton'
import { Tabs } from '../ui/tabs'
import { InspectorFiles } from './inspector-files'

const loading = () => <Skeleton className="m-4 h-24" />
const InspectorTimeline = dynamic(
  () => import('./inspector-timeline').then(module => module.InspectorTimeline),
  { loading },
)
const InspectorUsage = dynamic(() => import('./inspector-usage').then(module => module.InspectorUsage), {
  loading,
})
const InspectorRaw = dynamic(() => import('./inspector-raw').then(module => module.InspectorRaw), { loading })
const InspectorSetup = dynamic(() => import('./inspector-setup').then(module => module.InspectorSetup), {
  loading,
})

export const inspectorTabs = ['files', 'timeline', 'usage', 'raw', 'setup'] as const
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
  return (
    <Tabs
      label="Inspector"
      value={tab}
      onChange={onTab}
      className="min-h-0 flex-1"
      panelClassName="flex min-h-0 flex-col"
      tabs={[
        { value: 'files', label: 'Files', count: Object.keys(state.files).length },
        { value: 'timeline', label: 'Timeline' },
        { value: 'usage', label: 'Usage' },
        { value: 'raw', label: 'Raw' },
        { value: 'setup', label: 'Setup' },
      ]}
    >
      <InspectorPanel state={state} tab={tab} file={file} onFile={onFile} />
    </Tabs>
  )
}

export function InspectorPanel({ state, tab, file, onFile }: Omit<InspectorProps, 'onTab'>) {
  switch (tab) {
    case 'files':
      return <InspectorFiles state={state} file={file} onFile={onFile} />
    case 'timeline':
      return <InspectorTimeline state={state} />
    case 'usage':
      return <InspectorUsage state={state} />
    case 'raw':
      return <InspectorRaw state={state} />
    case 'setup':
      return <InspectorSetup state={state} />
  }
}
