import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { AutomationView } from '../../../components/automation/automation-view'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { scheduleListQuery } from '../../../lib/schedules/queries'
import { listSchedules } from '../../../lib/schedules/repository'
import { scheduleList } from '../../../lib/schedules/schema'
import { templateListQuery } from '../../../lib/templates/queries'
import { listTemplates } from '../../../lib/templates/repository'
import { templateList } from '../../../lib/templates/schema'
import { answer, prefetch } from '../prefetch'

export const metadata: Metadata = { title: 'Automation' }

export default async function AutomationPage() {
  const actor = await requirePageActor()
  const schedules = listSchedules(actor).then(list => ({ schedules: list }))
  const templates = listTemplates(actor).then(list => ({ templates: list }))
  const state = await prefetch([
    answer(scheduleListQuery(), scheduleList, schedules),
    answer(templateListQuery(), templateList, templates),
  ])
  return (
    <HydrationBoundary state={state}>
      <AutomationView />
    </HydrationBoundary>
  )
}
