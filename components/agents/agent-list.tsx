'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { agentListQuery } from '../../lib/agents/queries'
import type { Agent } from '../../lib/agents/schema'
import { formatPlural } from '../../lib/shared/format'
import { AgentGlyph } from '../common/agent-glyph'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { Badge } from '../ui/badge'
import { Button, buttonClass } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { Cell, HeaderCell, Row, Table } from '../ui/table'

const TemplateDialog = dynamic(() => import('./template-dialog').then(module => module.TemplateDialog))

/** The team's agents: recipes that a run freezes when it starts. */
export function AgentList() {
  const query = useQuery(agentListQuery())
  const mayWrite = useAllowed('agent:write')
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <PageHeader title="Agents">
        {mayWrite ? (
          <>
            <Button onClick={() => setChoosing(true)}>Add from templates</Button>
            <Link href="/agents/new" className={buttonClass('primary')}>
              <Plus size={14} strokeWidth={1.5} aria-hidden />
              New agent
            </Link>
          </>
        ) : null}
      </PageHeader>
      {choosing ? <TemplateDialog onClose={() => setChoosing(false)} /> : null}
      {query.error ? (
        <QueryError
          title="The agents could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonRows rows={4} label="Loading agents" /> : null}
      {query.data ? (
        <div className="scroll-quiet min-h-0 flex-1 overflow-auto">
          <Table>
            <thead>
              <tr>
                <HeaderCell className="pl-5 max-md:pl-4">Agent</HeaderCell>
                <HeaderCell className="max-md:hidden">Model</HeaderCell>
                <HeaderCell className="max-lg:hidden">Tools</HeaderCell>
                <HeaderCell className="pr-5 max-lg:hidden">Skills</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {query.data.agents.map(agent => (
                <AgentRow key={agent.id} agent={agent} />
              ))}
            </tbody>
          </Table>
        </div>
      ) : null}
    </>
  )
}

function AgentRow({ agent }: { agent: Agent }) {
  return (
    <Row className="relative">
      <Cell className="w-full max-w-0 py-2 pl-5 max-md:pl-4">
        <span className="flex items-center gap-2">
          <AgentGlyph name={agent.name} />
          <Link href={`/agents/${agent.id}`} className="shrink-0 font-medium after:absolute after:inset-0">
            {agent.name}
          </Link>
          {agent.isDefault ? <Badge>default</Badge> : null}
          <span className="min-w-0 truncate text-muted">{agent.description}</span>
        </span>
      </Cell>
      <Cell className="whitespace-nowrap text-muted max-md:hidden">{agent.model ?? 'the workspace’s'}</Cell>
      <Cell className="tabular whitespace-nowrap text-muted max-lg:hidden">
        {formatPlural(agent.tools.length, 'tool')}
      </Cell>
      <Cell className="tabular whitespace-nowrap pr-5 text-muted max-lg:hidden">
        {agent.skills === null ? 'every published skill' : formatPlural(agent.skills.length, 'skill')}
      </Cell>
    </Row>
  )
}
