'use client'

import { useQuery } from '@tanstack/react-query'
import type { Agent } from '../../lib/agents/schema'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import { Select } from '../ui/select'

type Roles = Agent['roles']
type Role = keyof Roles

interface RoleModelsProps {
  roles: Roles
  onChange: (roles: Roles) => void
}

const words: { role: Role; name: string; hint: string }[] = [
  { role: 'work', name: 'Work', hint: 'Its steps.' },
  { role: 'plan', name: 'Plan', hint: 'Until a person has approved the plan.' },
  { role: 'summarise', name: 'Summarise', hint: 'When a context has to become shorter.' },
  { role: 'judge', name: 'Judge', hint: 'Checks that name no model.' },
]

const efforts = ['low', 'medium', 'high'] as const

/** A model and an effort for each kind of call; what is left out follows the default agent, then the model above. */
export function RoleModels({ roles, onChange }: RoleModelsProps) {
  const { data } = useQuery(modelChoicesQuery())
  const choices = data?.models.filter(model => !model.scripted) ?? []
  function change(role: Role, part: { model?: string; effort?: string }) {
    const named = Object.entries({ ...roles[role], ...part }).filter(([, value]) => value !== '')
    const { [role]: _, ...others } = roles
    onChange(named.length > 0 ? { ...others, [role]: Object.fromEntries(named) } : others)
  }
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Models by role</legend>
      <p className="mb-2 text-meta text-muted">
        Small jobs do well with a cheaper model. Effort counts where the vendor has such an option.
      </p>
      <ul className="flex flex-col gap-2">
        {words.map(({ role, name, hint }) => (
          <li
            key={role}
            className="grid grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_8.5rem] items-center gap-2 max-sm:grid-cols-2"
          >
            <span className="max-sm:col-span-2">
              {name}
              <span className="block text-meta text-muted">{hint}</span>
            </span>
            {role === 'work' ? (
              <span className="px-2.5 text-muted">The model above</span>
            ) : (
              <Select
                aria-label={`Model to ${name.toLowerCase()}`}
                value={roles[role]?.model ?? ''}
                onChange={event => change(role, { model: event.target.value })}
              >
                <option value="">As usual</option>
                {choicesWith(choices, roles[role]?.model).map(({ spec, label }) => (
                  <option key={spec} value={spec}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
            <Select
              aria-label={`Effort to ${name.toLowerCase()}`}
              value={roles[role]?.effort ?? ''}
              onChange={event => change(role, { effort: event.target.value })}
            >
              <option value="">Usual effort</option>
              {efforts.map(level => (
                <option key={level} value={level}>
                  {`${level[0]?.toUpperCase()}${level.slice(1)} effort`}
                </option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

/** A model that is not connected any more stays to be seen. */
function choicesWith(choices: readonly { spec: string; label: string }[], chosen: string | undefined) {
  if (chosen === undefined || choices.some(({ spec }) => spec === chosen)) return choices
  return [...choices, { spec: chosen, label: `${chosen} (not connected)` }]
}
