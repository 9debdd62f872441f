'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { agentQuery, createAgent, deleteAgent, updateAgent } from '../../lib/agents/queries'
import { type Agent, toolNames } from '../../lib/agents/schema'
import { KillSwitch } from '../common/kill-switch'
import { LimitFields } from '../common/limit-fields'
import { NotAllowed } from '../common/not-allowed'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Skeleton } from '../ui/skeleton'
import { Textarea } from '../ui/textarea'
import { useToast } from '../ui/toast'
import { AgentChoices, type AgentDraft } from './agent-choices'

const newAgent: AgentDraft = {
  name: '',
  description: '',
  instructions: '',
  model: null,
  tools: [...toolNames],
  skills: null,
  limits: {},
  planGate: false,
  fallbackModels: [],
  roles: {},
  toolServers: [],
}

/** An agent to read and change; `new` makes one. */
export function AgentEditor({ agentId }: { agentId: string }) {
  const isNew = agentId === 'new'
  const query = useQuery({ ...agentQuery(agentId), enabled: !isNew })
  const mayWrite = useAllowed('agent:write')
  if (isNew && !mayWrite) return <NotAllowed title="New agent" />
  if (isNew) return <Editor agent={null} initial={newAgent} />
  if (query.error)
    return (
      <QueryError
        title="This agent could not be opened."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data)
    return (
      <div role="status" aria-label="Loading the agent" className="flex flex-col gap-4 p-5">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="h-40 max-w-160" />
      </div>
    )
  return <Editor key={query.data.id} agent={query.data} initial={query.data} />
}

function Editor({ agent, initial }: { agent: Agent | null; initial: AgentDraft }) {
  const [draft, setDraft] = useState<AgentDraft>(initial)
  const { save, remove } = useAgentActions(agent)
  const mayWrite = useAllowed('agent:write')
  const change = (part: Partial<AgentDraft>) => setDraft(current => ({ ...current, ...part }))
  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate(fieldsOf(draft))
  }
  return (
    <form onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <PageHeader title={agent ? agent.name : 'New agent'}>
        {mayWrite && agent && !agent.isDefault ? (
          <RemoveButton name={agent.name} onRemove={() => remove.mutate()} />
        ) : null}
        {mayWrite ? (
          <Button type="submit" variant="primary" disabled={save.isPending}>
            {agent ? 'Save' : 'Create agent'}
          </Button>
        ) : null}
      </PageHeader>
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-160 flex-col gap-6 px-5 py-6 max-md:px-4">
          {save.error ? (
            <p role="alert" className="text-failed">
              {save.error.message}
            </p>
          ) : null}
          <fieldset disabled={!mayWrite} className="contents">
            <Words draft={draft} onChange={change} />
            <AgentChoices draft={draft} onChange={change} />
            <LimitFields limits={draft.limits} onChange={limits => change({ limits })} />
          </fieldset>
          {agent ? (
            <section aria-label="Kill switch" className="flex flex-col gap-2 border-t pt-6">
              <h2 className="text-read">Kill switch</h2>
              <KillSwitch scope="agent" scopeId={agent.id} of="this agent" />
            </section>
          ) : null}
          <p className="text-muted">
            A run keeps the agent as it was when it started. Changes count from the next run on.
          </p>
        </div>
      </div>
    </form>
  )
}

/** What is sent: an agent that was read holds more than may be written. */
function fieldsOf(draft: AgentDraft): AgentDraft {
  const { name, description, instructions, model, tools, skills, limits } = draft
  const { planGate, fallbackModels, roles, toolServers } = draft
  const words = { name, description, instructions, model, tools, skills, limits }
  return { ...words, planGate, fallbackModels, roles, toolServers }
}

function Words({ draft, onChange }: { draft: AgentDraft; onChange: (part: Partial<AgentDraft>) => void }) {
  return (
    <>
      <Field label="Name">
        {control => (
          <Input
            {...control}
            required
            maxLength={60}
            value={draft.name}
            onChange={event => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" hint="One line, for people who choose an agent.">
        {control => (
          <Input
            {...control}
            maxLength={300}
            value={draft.description}
            onChange={event => onChange({ description: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Instructions"
        hint="How it works, in plain words. They are in every request, so each line costs tokens."
      >
        {control => (
          <Textarea
            {...control}
            required
            rows={8}
            maxLength={40_000}
            className="max-h-[50vh] min-h-40 font-mono text-meta"
            value={draft.instructions}
            onChange={event => onChange({ instructions: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Remove ${name}?`}
        confirm="Remove agent"
        danger
        onClose={() => setAsking(false)}
        onConfirm={onRemove}
      >
        Its past runs stay. Nobody can give it new tasks.
      </ConfirmDialog>
    </>
  )
}

function useAgentActions(agent: Agent | null) {
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const refresh = () => client.invalidateQueries({ queryKey: ['agents'] })
  const save = useMutation({
    mutationFn: (draft: AgentDraft) => (agent ? updateAgent(agent.id, draft) : createAgent(draft)),
    onSuccess: saved => {
      void refresh()
      toast({ text: agent ? 'Agent saved.' : 'Agent created.' })
      if (!agent) router.push(`/agents/${saved.id}`)
    },
  })
  const remove = useMutation({
    mutationFn: async () => {
      if (agent) await deleteAgent(agent.id)
    },
    onSuccess: () => {
      void refresh()
      router.push('/agents')
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
  })
  return { save, remove }
}
