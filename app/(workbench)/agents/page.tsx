import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { AgentList } from '../../../components/agents/agent-list'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { agentListQuery } from '../../../lib/agents/queries'
import { listAgents } from '../../../lib/agents/repository'
import { agentList } from '../../../lib/agents/schema'
import { answer, prefetch } from '../prefetch'

export const metadata: Metadata = { title: 'Agents' }

export default async function Page() {
  const actor = await requirePageActor()
  const agents = listAgents(actor).then(list => ({ agents: list }))
  const state = await prefetch([answer(agentListQuery(), agentList, agents)])
  return (
    <HydrationBoundary state={state}>
      <AgentList />
    </HydrationBoundary>
  )
}
