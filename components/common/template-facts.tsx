'use client'

import { useQuery } from '@tanstack/react-query'
import { agentListQuery } from '../../lib/agents/queries'
import type { Template } from '../../lib/templates/schema'
import { useMoney } from './money'
import { workWords } from './work-words'

/** How tasks of a template are worked on, in a line. */
export function TemplateFacts({ template }: { template: Template }) {
  const money = useMoney()
  const { data } = useQuery(agentListQuery())
  const name = data?.agents.find(({ id, name: named, isDefault }) =>
    template.agent ? [id, named].includes(template.agent) : isDefault,
  )?.name
  return (
    <span>
      {workWords(template, name ?? (template.agent ? 'an agent that is gone' : undefined), money).join(' · ')}
    </span>
  )
}
