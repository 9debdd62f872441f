'use client'

import { useQuery } from '@tanstack/react-query'
import { type Agent, toolNames } from '../../lib/agents/schema'
import { modelChoicesQuery, skillChoicesQuery } from '../../lib/tasks/choices'
import { FallbackModels } from '../common/fallback-models'
import { Checkbox } from '../ui/checkbox'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { RoleModels } from './role-models'
import { ToolServerChoice } from './tool-server-choice'

export type AgentDraft = Pick<
  Agent,
  | 'name'
  | 'description'
  | 'instructions'
  | 'model'
  | 'tools'
  | 'skills'
  | 'limits'
  | 'planGate'
  | 'fallbackModels'
  | 'roles'
  | 'toolServers'
>

interface AgentChoicesProps {
  draft: AgentDraft
  onChange: (part: Partial<AgentDraft>) => void
}

const toolWords: Record<(typeof toolNames)[number], string> = {
  ask: 'Ask a person',
  bash: 'Run commands in a sandbox',
  delegate: 'Hand work to other agents',
  edit: 'Change files',
  plan: 'Keep a plan',
  read: 'Read files',
  skill: 'Open skills',
  web_fetch: 'Read web pages',
  write: 'Write files',
}

/** What an agent may use: its model, its tools, its skills. */
export function AgentChoices({ draft, onChange }: AgentChoicesProps) {
  return (
    <>
      <ModelChoice draft={draft} onChange={onChange} />
      <FallbackModels
        models={draft.fallbackModels}
        onChange={fallbackModels => onChange({ fallbackModels })}
      />
      <RoleModels roles={draft.roles} onChange={roles => onChange({ roles })} />
      <fieldset>
        <legend className="mb-2 font-medium">Tools</legend>
        <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
          {toolNames.map(name => (
            <label key={name} htmlFor={`tool-${name}`} className="flex items-center gap-2.5">
              <Checkbox
                id={`tool-${name}`}
                checked={draft.tools.includes(name)}
                onChange={() => onChange({ tools: toggled(draft.tools, name) })}
              />
              <span>
                {toolWords[name]} <span className="font-mono text-faint text-meta">{name}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <ToolServerChoice chosen={draft.toolServers} onChange={toolServers => onChange({ toolServers })} />
      <SkillChoice draft={draft} onChange={onChange} />
      <fieldset>
        <legend className="mb-2 font-medium">Plan</legend>
        <label htmlFor="agent-plan-gate" className="flex gap-2.5">
          <Checkbox
            id="agent-plan-gate"
            className="mt-0.5"
            checked={draft.planGate}
            onChange={event => onChange({ planGate: event.target.checked })}
          />
          <span>
            A person approves its plan first
            <span className="block text-meta text-muted">
              Until then it reads, plans and asks. It runs nothing, writes nothing and fetches nothing.
            </span>
          </span>
        </label>
      </fieldset>
    </>
  )
}

function ModelChoice({ draft, onChange }: AgentChoicesProps) {
  const { data } = useQuery(modelChoicesQuery())
  const models = data?.models.filter(model => !model.scripted) ?? []
  const known = draft.model === null || models.some(model => model.spec === draft.model)
  return (
    <Field label="Model" hint="A task may name another one.">
      {control => (
        <Select
          {...control}
          className="w-full"
          value={draft.model ?? ''}
          onChange={event => onChange({ model: event.target.value || null })}
        >
          <option value="">The workspace’s default</option>
          {known ? null : <option value={draft.model ?? ''}>{draft.model} (not connected)</option>}
          {models.map(model => (
            <option key={model.spec} value={model.spec}>
              {model.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function SkillChoice({ draft, onChange }: AgentChoicesProps) {
  const { data } = useQuery(skillChoicesQuery())
  const skills = data?.skills.filter(skill => skill.status === 'published') ?? []
  return (
    <fieldset>
      <legend className="mb-2 font-medium">Skills</legend>
      <label htmlFor="skills-all" className="flex items-center gap-2.5">
        <Checkbox
          id="skills-all"
          checked={draft.skills === null}
          onChange={event => onChange({ skills: event.target.checked ? null : [] })}
        />
        Every published skill, also later ones
      </label>
      {draft.skills === null ? null : (
        <div className="mt-2 flex flex-col gap-2 border-t pt-2">
          {skills.map(skill => (
            <label key={skill.id} htmlFor={`agent-skill-${skill.id}`} className="flex gap-2.5">
              <Checkbox
                id={`agent-skill-${skill.id}`}
                className="mt-0.5"
                checked={draft.skills?.includes(skill.id) ?? false}
                onChange={() => onChange({ skills: toggled(draft.skills ?? [], skill.id) })}
              />
              <span className="min-w-0">
                <span className="block">{skill.name}</span>
                <span className="line-clamp-1 text-meta text-muted">{skill.description}</span>
              </span>
            </label>
          ))}
          {skills.length === 0 ? <p className="text-muted">No skill is published yet.</p> : null}
        </div>
      )}
    </fieldset>
  )
}

function toggled<Value>(list: readonly Value[], value: Value): Value[] {
  return list.includes(value) ? list.filter(each => each !== value) : [...list, value]
}
