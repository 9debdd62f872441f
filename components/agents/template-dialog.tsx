'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addTemplates, agentTemplatesQuery } from '../../lib/agents/queries'
import type { AgentTemplateList } from '../../lib/agents/schema'
import { formatPlural } from '../../lib/shared/format'
import { AgentGlyph } from '../common/agent-glyph'
import { QueryError } from '../common/query-error'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'

/** The agents that come with Reef, to be added with one click; afterwards they are agents like any other. */
export function TemplateDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery(agentTemplatesQuery())
  return (
    <Dialog open onClose={onClose} title="Add agents" className="w-[min(38rem,calc(100vw-2rem))]">
      {query.error ? (
        <QueryError
          title="The templates could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonRows rows={5} label="Loading templates" /> : null}
      {query.data ? <Choices templates={query.data.templates} onClose={onClose} /> : null}
    </Dialog>
  )
}

type Templates = AgentTemplateList['templates']

function Choices({ templates, onClose }: { templates: Templates; onClose: () => void }) {
  const client = useQueryClient()
  const toast = useToast()
  const [chosen, setChosen] = useState(() => templates.filter(one => !one.added).map(one => one.name))
  const add = useMutation({
    mutationFn: addTemplates,
    onSuccess: ({ agents }) => {
      toast({ text: `${formatPlural(agents.length, 'agent')} added.` })
      onClose()
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['agents'] }),
  })
  const toggle = (name: string) =>
    setChosen(current => (current.includes(name) ? current.filter(one => one !== name) : [...current, name]))
  return (
    <>
      <ul className="flex flex-col px-4 pt-2 pb-3">
        {templates.map(({ name, description, added }) => (
          <li key={name} className="border-b py-2.5 last:border-b-0">
            <label htmlFor={`template-${name}`} className="flex gap-2.5">
              <Checkbox
                id={`template-${name}`}
                className="mt-0.5"
                checked={added || chosen.includes(name)}
                disabled={added}
                onChange={() => toggle(name)}
              />
              <span className="min-w-0">
                <span className="flex items-center gap-1.5 font-medium">
                  <AgentGlyph name={name} />
                  {name}
                  {added ? <Badge>added</Badge> : null}
                </span>
                <span className="block text-muted">{description}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div className="flex items-center gap-2 border-t bg-sunken px-4 py-3">
        <p className="min-w-0 flex-1 text-meta text-muted">
          An agent that gets work from another one never has more tools than that one.
        </p>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          disabled={chosen.length === 0 || add.isPending}
          onClick={() => add.mutate(chosen)}
        >
          Add {chosen.length > 0 ? chosen.length : ''}
        </Button>
      </div>
    </>
  )
}
