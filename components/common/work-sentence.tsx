'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { agentListQuery } from '../../lib/agents/queries'
import { formatPlural } from '../../lib/shared/format'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import { classNames } from '../ui/class-names'
import { WordButton, WordSelect, wordClass } from './sentence-word'
import { SkillPicker } from './skill-picker'
import { type BudgetUnit, budgetUnits, type WorkChoices } from './work-choices'
import { furtherWords } from './work-words'

const ChecksDialog = dynamic(() => import('./checks-dialog').then(module => module.ChecksDialog))
const LimitsDialog = dynamic(() => import('./limits-dialog').then(module => module.LimitsDialog))

interface WorkSentenceProps {
  choices: WorkChoices
  unit: BudgetUnit
  onChange: (part: Partial<WorkChoices>) => void
}

/** "For Reef with its skills, on Claude Sonnet, up to $2": each underlined word is a choice. */
export function WorkSentence({ choices, unit, onChange }: WorkSentenceProps) {
  const units = budgetUnits(choices, unit)
  return (
    <div className="flex flex-wrap items-center gap-x-1.5 text-muted leading-7 max-md:leading-9">
      <span>For</span>
      <AgentWord choices={choices} onChange={onChange} />
      <span>with</span>
      <SkillPicker chosen={choices.skills} onChange={skills => onChange({ skills })} />
      <ModelWord choices={choices} onChange={onChange} />
      <span>up to</span>
      {units.map((each, index) => (
        <span key={each} className="inline-flex items-center gap-1.5">
          {index > 0 ? <span>and</span> : null}
          <BudgetWord choices={choices} unit={each} onChange={onChange} />
        </span>
      ))}
      <WordSelect
        aria-label="Plan"
        value={choices.planGate ? 'approve' : 'free'}
        onChange={event => onChange({ planGate: event.target.value === 'approve' })}
      >
        <option value="free">at once</option>
        <option value="approve">after I approve the plan</option>
      </WordSelect>
      <span>with</span>
      <ChecksWord choices={choices} onChange={onChange} />
      <span>and</span>
      <LimitsWord choices={choices} onChange={onChange} />
    </div>
  )
}

type WordProps = Pick<WorkSentenceProps, 'choices' | 'onChange'>

function AgentWord({ choices, onChange }: WordProps) {
  const { data } = useQuery(agentListQuery())
  const fallback = data?.agents.find(agent => agent.isDefault)?.name ?? 'Reef'
  return (
    <WordSelect
      aria-label="Agent"
      value={choices.agent}
      onChange={event => onChange({ agent: event.target.value })}
    >
      <option value="">{fallback}</option>
      {data?.agents
        .filter(agent => !agent.isDefault)
        .map(agent => (
          <option key={agent.id} value={agent.id}>
            {agent.name}
          </option>
        ))}
    </WordSelect>
  )
}

function ModelWord({ choices, onChange }: WordProps) {
  const { data } = useQuery(modelChoicesQuery())
  const real = data?.models.filter(model => !model.scripted) ?? []
  const { model } = choices
  if (real.length === 0 && model === '') return null
  return (
    <>
      <span>on</span>
      <WordSelect
        aria-label="Model"
        value={model}
        onChange={event => onChange({ model: event.target.value })}
      >
        <option value="">its model</option>
        {model === '' || real.some(each => each.spec === model) ? null : (
          <option value={model}>{model} (not connected)</option>
        )}
        {real.map(each => (
          <option key={each.spec} value={each.spec}>
            {each.label}
          </option>
        ))}
      </WordSelect>
    </>
  )
}

/** What the work is checked by; the words open the dialog. */
function ChecksWord({ choices, onChange }: WordProps) {
  const [open, setOpen] = useState(false)
  const count = choices.checks.filter(check => check.main.trim() !== '').length
  const words = count === 0 ? 'no checks' : formatPlural(count, 'check')
  return (
    <>
      <WordButton aria-label={`Checks: ${words}`} onClick={() => setOpen(true)}>
        {words}
      </WordButton>
      {open ? (
        <ChecksDialog
          checks={choices.checks}
          onChange={checks => onChange({ checks })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

/** Where it ends by itself, and the models after the first; the words open the dialog. */
function LimitsWord({ choices, onChange }: WordProps) {
  const [open, setOpen] = useState(false)
  const words = limitsWords(choices)
  return (
    <>
      <WordButton aria-label={`Limits: ${words}`} onClick={() => setOpen(true)}>
        {words}
      </WordButton>
      {open ? <LimitsDialog work={choices} onChange={onChange} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function limitsWords({ limits, fallbackModels }: WorkChoices): string {
  const count = Object.keys(limits).length
  const own = [
    ...(count > 0 ? [`${formatPlural(count, 'limit')} of its own`] : []),
    ...(fallbackModels ? [furtherWords(fallbackModels)] : []),
  ]
  return own.length > 0 ? own.join(', ') : 'usual limits'
}

/** The budget, in dollars where they can be counted, else in tokens. */
function BudgetWord({ choices, unit, onChange }: WorkSentenceProps) {
  const isDollars = unit === 'usd'
  const isEmpty = choices[unit] === ''
  return (
    <span className="inline-flex items-center gap-0.5">
      {isDollars && !isEmpty ? (
        <span aria-hidden className="text-ink">
          $
        </span>
      ) : null}
      <input
        aria-label={isDollars ? 'Budget in dollars' : 'Budget in tokens'}
        title={isDollars ? undefined : 'The price of this model is unknown, so tokens are counted.'}
        inputMode={isDollars ? 'decimal' : 'text'}
        placeholder="no limit"
        value={isDollars ? choices.usd : choices.tokens}
        onChange={event => onChange(isDollars ? { usd: event.target.value } : { tokens: event.target.value })}
        className={classNames(wordClass, 'tabular field-sizing-content min-w-4 max-w-24 px-0.5')}
      />
      {isDollars || isEmpty ? null : <span>tokens</span>}
    </span>
  )
}
