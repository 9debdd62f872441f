import type { Metadata } from 'next'
import { AgentEditor } from '../../../../components/agents/agent-editor'

export const metadata: Metadata = { title: 'Agent' }

export default async function Page({ params }: { params: Promise<{ agentId: string }> }) {
  const { agentId } = await params
  return <AgentEditor agentId={agentId} />
}
