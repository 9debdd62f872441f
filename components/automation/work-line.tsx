'use client'

import { useQuery } from '@tanstack/react-query'
import { agentListQuery } from '../../lib/agents/queries'
import type { WorkToStart } from '../../lib/starts/schema'
import { templateListQuery } from '../../lib/templates/queries'
import { useMoney } from '../common/money'
import { workWords } from '../common/work-words'

/** What is started: a template with its values, or the words themselves. */
export function WorkLine({ work }: { work: WorkToStart }) {
  return 'template' in work ? <OfTemplate work={work} /> : <Plain work={work} />
}

function OfTemplate({ work }: { work: Extract<WorkToStart, { template: string }> }) {
  const { data } = useQuery(templateListQuery())
  const found = data?.templates.find(({ id, name }) => [id, name].includes(work.template))
  const values = Object.values(work.inputs).filter(value => value !== '' && value !== null)
  if (data && !found)
    return <p className="text-failed">Its template is gone. Edit it to choose another one.</p>
  return (
    <p className="break-words">
      Starts {found?.name ?? 'a template'}
      {values.length > 0 ? ` with ${values.join(', ')}` : ''}
    </p>
  )
}

function Plain({ work }: { work: Exclude<WorkToStart, { template: string }> }) {
  const money = useMoney()
  const { data } = useQuery(agentListQuery())
  const agent = data?.agents.find(({ id, name, isDefault }) =>
    work.agent ? [id, name].includes(work.agent) : isDefault,
  )
  return (
    <>
      <p className="line-clamp-2 break-words">{work.title ?? work.instructions}</p>
      <p className="text-meta">{workWords(work, agent?.name, money).join(' · ')}</p>
    </>
  )
}
