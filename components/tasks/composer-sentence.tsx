'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ComponentProps, useState } from 'react'
import { agentListQuery } from '../../lib/agents/queries'
import { formatPlural } from '../../lib/shared/format'
import { modelChoicesQuery, skillChoicesQuery } from '../../lib/tasks/choices'
import { Checkbox } from '../ui/checkbox'
import { classNames } from '../ui/class-names'
import { Popover } from '../ui/popover'
import type { BudgetUnit, TaskDraft } from './task-draft'

const ChecksDialog = dynamic(() => import('./checks-dialog').then(module => module.ChecksDialog))

interface ComposerSentenceProps {
  draft: TaskDraft
  unit: BudgetUnit
  onChange: (part: Partial<TaskDraft>) => void
}

const wordClass =
  'h-5 border-b border-strong border-dotted bg-transparent font-medium text-ink leading-5 transition-colors duration-150 hover:border-ink'

/** "For Reef with its skills, on Claude Sonnet, up to $2": each underlined word is a choice. */
export function ComposerSentence({ draft, unit, onChange }: ComposerSentenceProps) {
  const { data: agents } = useQuery(agentListQuery())
  const { data: models } = useQuery(modelChoicesQuery())
  const fallback = agents?.agents.find(agent => agent.isDefault)?.name ?? 'Reef'
  const real = models?.models.filter(model => !model.scripted) ?? []
  return (
    <div className="flex flex-wrap items-center gap-x-1.5 text-muted leading-7 max-md:leading-9">
      <span>For</span>
      <WordSelect
        aria-label="Agent"
        value={draft.agent}
        onChange={event => onChange({ agent: event.target.value })}
      >
        <option value="">{fallback}</option>
        {agents?.agents
          .filter(agent => !agent.isDefault)
          .map(agent => (
            <option key={agent.id} value={agent.id}>
              {agent.name}
            </option>
          ))}
      </WordSelect>
      <span>with</span>
      <SkillPicker chosen={draft.skills} onChange={skills => onChange({ skills })} />
      {real.length > 0 ? (
        <>
          <span>on</span>
          <WordSelect
            aria-label="Model"
            value={draft.model}
            onChange={event => onChange({ model: event.target.value })}
          >
            <option value="">its model</option>
            {real.map(model => (
              <option key={model.spec} value={model.spec}>
                {model.label}
              </option>
            ))}
          </WordSelect>
        </>
      ) : null}
      <span>up to</span>
      <BudgetWord draft={draft} unit={unit} onChange={onChange} />
      <WordSelect
        aria-label="Plan"
        value={draft.planGate ? 'approve' : 'free'}
        onChange={event => onChange({ planGate: event.target.value === 'approve' })}
      >
        <option value="free">at once</option>
        <option value="approve">after I approve the plan</option>
      </WordSelect>
      <ChecksWord draft={draft} onChange={onChange} />
    </div>
  )
}

/** What the work is checked by; the words open the dialog. */
function ChecksWord({ draft, onChange }: Pick<ComposerSentenceProps, 'draft' | 'onChange'>) {
  const [open, setOpen] = useState(false)
  const count = draft.checks.filter(check => check.main.trim() !== '').length
  const words = count === 0 ? 'no checks' : formatPlural(count, 'check')
  return (
    <>
      <span>with</span>
      <button
        type="button"
        aria-label={`Checks: ${words}`}
        onClick={() => setOpen(true)}
        className={classNames(wordClass, 'inline-flex items-center gap-0.5 px-0.5 leading-5')}
      >
        {words}
        <ChevronDown aria-hidden size={12} strokeWidth={1.5} />
      </button>
      {open ? (
        <ChecksDialog
          checks={draft.checks}
          onChange={checks => onChange({ checks })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

/** The limit, in dollars where they can be counted, else in tokens. */
function BudgetWord({ draft, unit, onChange }: ComposerSentenceProps) {
  const isDollars = unit === 'usd'
  return (
    <span className="inline-flex items-center gap-0.5">
      {isDollars ? (
        <span aria-hidden className="text-ink">
          $
        </span>
      ) : null}
      <input
        aria-label={isDollars ? 'Budget in dollars' : 'Budget in tokens'}
        title={isDollars ? undefined : 'The price of this model is unknown, so tokens are counted.'}
        inputMode={isDollars ? 'decimal' : 'text'}
        placeholder="no limit"
        value={isDollars ? draft.usd : draft.tokens}
        onChange={event => onChange(isDollars ? { usd: event.target.value } : { tokens: event.target.value })}
        className={classNames(wordClass, 'tabular field-sizing-content min-w-4 max-w-24 px-0.5')}
      />
      {isDollars ? null : <span>tokens</span>}
    </span>
  )
}

function WordSelect({ children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative inline-flex items-center">
      <select
        className={classNames(
          wordClass,
          'field-sizing-content max-w-56 appearance-none truncate pr-4 pl-0.5',
        )}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        size={12}
        strokeWidth={1.5}
        className="pointer-events-none absolute right-0.5"
      />
    </span>
  )
}

interface SkillPickerProps {
  chosen: string[] | null
  onChange: (skills: string[] | null) => void
}

function SkillPicker({ chosen, onChange }: SkillPickerProps) {
  const { data } = useQuery(skillChoicesQuery())
  const skills = data?.skills.filter(skill => skill.status === 'published') ?? []
  const words =
    chosen === null ? 'its skills' : chosen.length === 1 ? '1 skill' : `${chosen.length || 'no'} skills`
  function toggle(name: string) {
    const current = chosen ?? []
    onChange(current.includes(name) ? current.filter(each => each !== name) : [...current, name])
  }
  return (
    <Popover
      label="Skills for this task"
      className="w-80 p-1"
      trigger={
        <button
          type="button"
          aria-label={`Skills: ${words}`}
          className={classNames(wordClass, 'inline-flex items-center gap-0.5 px-0.5 leading-5')}
        >
          {words}
          <ChevronDown aria-hidden size={12} strokeWidth={1.5} />
        </button>
      }
    >
      <label htmlFor="skills-own" className="flex items-center gap-2.5 rounded-sm px-2 py-1.5 hover:bg-hover">
        <Checkbox
          id="skills-own"
          checked={chosen === null}
          onChange={event => onChange(event.target.checked ? null : [])}
        />
        What the agent has
      </label>
      <div className="scroll-quiet max-h-72 overflow-y-auto border-t pt-1">
        {skills.map(skill => (
          <label
            key={skill.id}
            htmlFor={`skill-${skill.id}`}
            className="flex gap-2.5 rounded-sm px-2 py-1.5 hover:bg-hover"
          >
            <Checkbox
              id={`skill-${skill.id}`}
              className="mt-0.5"
              checked={chosen?.includes(skill.name) ?? false}
              onChange={() => toggle(skill.name)}
            />
            <span className="min-w-0">
              <span className="block truncate">{skill.name}</span>
              <span className="line-clamp-2 text-meta text-muted">{skill.description}</span>
            </span>
          </label>
        ))}
        {skills.length === 0 ? <p className="px-2 py-3 text-muted">No skill is published yet.</p> : null}
      </div>
    </Popover>
  )
}
