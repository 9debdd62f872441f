'use client'

import { useQuery } from '@tanstack/react-query'
import { agentListQuery } from '../../lib/agents/queries'
import type { RuleScope } from '../../lib/policy/schema'
import { taskListQuery } from '../../lib/tasks/queries'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'

/** For whose calls a rule holds. The id is empty until somebody has chosen, and null for everybody's. */
export type RulePlace = { scope: 'workspace'; scopeId: null } | { scope: 'agent' | 'task'; scopeId: string }

interface RulePlaceFieldProps {
  place: RulePlace
  /** The task in whose page the rule is made. */
  task: { id: string; title: string } | undefined
  onChange: (place: RulePlace) => void
}

/** Everybody's calls, those of one agent, or those of one task and the sub-tasks that it hands on. */
export function RulePlaceField({ place, task, onChange }: RulePlaceFieldProps) {
  function choose(scope: RuleScope) {
    if (scope === 'workspace') onChange({ scope, scopeId: null })
    else onChange({ scope, scopeId: scope === 'task' ? (task?.id ?? '') : '' })
  }
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Holds for</legend>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label="Holds for"
          value={place.scope}
          onChange={choose}
          options={[
            { value: 'workspace', label: 'Everybody' },
            { value: 'agent', label: 'One agent' },
            { value: 'task', label: task ? 'This task' : 'One task' },
          ]}
        />
        {place.scope === 'agent' ? (
          <AgentField value={place.scopeId} onChange={scopeId => onChange({ scope: 'agent', scopeId })} />
        ) : null}
        {place.scope === 'task' && !task ? (
          <TaskField value={place.scopeId} onChange={scopeId => onChange({ scope: 'task', scopeId })} />
        ) : null}
      </div>
      {place.scope === 'workspace' ? null : (
        <p className="text-meta text-muted">It adds to the rules for everybody and takes nothing away.</p>
      )}
    </fieldset>
  )
}

interface IdFieldProps {
  value: string
  onChange: (id: string) => void
}

function AgentField({ value, onChange }: IdFieldProps) {
  const { data } = useQuery(agentListQuery())
  return (
    <Select
      aria-label="Agent"
      value={value}
      onChange={event => onChange(event.target.value)}
      className="min-w-48 flex-1"
    >
      <option value="">Choose an agent</option>
      {data?.agents.map(agent => (
        <option key={agent.id} value={agent.id}>
          {agent.name}
        </option>
      ))}
    </Select>
  )
}

function TaskField({ value, onChange }: IdFieldProps) {
  const { data } = useQuery(taskListQuery())
  return (
    <Select
      aria-label="Task"
      value={value}
      onChange={event => onChange(event.target.value)}
      className="min-w-48 flex-1"
    >
      <option value="">Choose a task</option>
      {data?.tasks.map(task => (
        <option key={task.id} value={task.id}>
          {task.title}
        </option>
      ))}
    </Select>
  )
}
