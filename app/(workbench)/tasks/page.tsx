import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { TasksView } from '../../../components/tasks/tasks-view'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { agentListQuery } from '../../../lib/agents/queries'
import { listAgents } from '../../../lib/agents/repository'
import { agentList } from '../../../lib/agents/schema'
import { demoList } from '../../../lib/demos/schema'
import { listDemos } from '../../../lib/demos/start-demo'
import { availableModels } from '../../../lib/providers/available-models'
import { listSkills } from '../../../lib/skills/repository'
import { demosQuery, modelChoicesQuery, skillChoicesQuery } from '../../../lib/tasks/choices'
import { modelChoices, skillChoices } from '../../../lib/tasks/schema'
import { templateListQuery } from '../../../lib/templates/queries'
import { listTemplates } from '../../../lib/templates/repository'
import { templateList } from '../../../lib/templates/schema'
import { answer, prefetch, soon } from '../prefetch'

export const metadata: Metadata = { title: 'Tasks' }

export default async function TasksPage() {
  const actor = await requirePageActor()
  const state = await prefetch([
    answer(
      agentListQuery(),
      agentList,
      listAgents(actor).then(agents => ({ agents })),
    ),
    // Providers are asked for their models, and one may sleep: then the browser waits for it, not the page.
    answer(modelChoicesQuery(), modelChoices, soon(availableModels(actor))),
    answer(
      skillChoicesQuery(),
      skillChoices,
      listSkills(actor, {}).then(skills => ({ skills })),
    ),
    answer(
      templateListQuery(),
      templateList,
      listTemplates(actor).then(templates => ({ templates })),
    ),
    answer(demosQuery(), demoList, Promise.resolve({ demos: listDemos() })),
  ])
  return (
    <HydrationBoundary state={state}>
      <TasksView />
    </HydrationBoundary>
  )
}
