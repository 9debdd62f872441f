'use client'

import dynamic from 'next/dynamic'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { PageHeader } from '../common/page-header'
import { useAllowed } from '../common/use-allowed'
import { Tabs } from '../ui/tabs'
import { SchedulesTab } from './schedules-tab'

const TemplatesTab = dynamic(() => import('./templates-tab').then(module => module.TemplatesTab))
const BatchesTab = dynamic(() => import('./batches-tab').then(module => module.BatchesTab))
const HooksTab = dynamic(() => import('./hooks-tab').then(module => module.HooksTab))

const tabNames = ['schedules', 'templates', 'batches', 'webhooks'] as const
type TabName = (typeof tabNames)[number]

const views: Record<TabName, { label: string; View: React.ComponentType }> = {
  schedules: { label: 'Schedules', View: SchedulesTab },
  templates: { label: 'Templates', View: TemplatesTab },
  batches: { label: 'Batches', View: BatchesTab },
  webhooks: { label: 'Incoming webhooks', View: HooksTab },
}

/** Work that starts itself: by the clock, from a template, row by row, or by a call from outside. */
export function AutomationView() {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabNames).withDefault('schedules'))
  const maySeeHooks = useAllowed('hook:read')
  const shown = tabNames.filter(name => name !== 'webhooks' || maySeeHooks)
  const { View } = views[shown.includes(tab) ? tab : 'schedules']
  return (
    <>
      <PageHeader title="Automation" />
      <Tabs
        label="Automation"
        tabs={shown.map(value => ({ value, label: views[value].label }))}
        value={tab}
        onChange={value => void setTab(value)}
        className="flex-1"
        panelClassName="scroll-quiet overflow-auto"
      >
        <View />
      </Tabs>
    </>
  )
}
