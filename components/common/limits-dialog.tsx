'use client'

import { useQuery } from '@tanstack/react-query'
import { agentListQuery } from '../../lib/agents/queries'
import type { SomeLimits } from '../../lib/runs/recipe'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { FallbackModels } from './fallback-models'
import { LimitFields } from './limit-fields'
import { limitProblem } from './limit-words'

interface Limited {
  agent: string
  limits: SomeLimits
  /** Null: the agent's. */
  fallbackModels: string[] | null
}

interface LimitsDialogProps {
  work: Limited
  onChange: (part: Partial<Omit<Limited, 'agent'>>) => void
  onClose: () => void
}

/** Where the work ends by itself, and what goes on when its model fails. Empty: what its agent has. */
export function LimitsDialog({ work, onChange, onClose }: LimitsDialogProps) {
  const { data } = useQuery(agentListQuery())
  const agent = data?.agents.find(each => (work.agent ? each.id === work.agent : each.isDefault))
  const problem = limitProblem(work.limits)
  const { fallbackModels } = work
  return (
    <Dialog
      open
      title="Limits"
      onClose={onClose}
      className="w-[min(44rem,calc(100vw-2rem))] text-body leading-5"
    >
      <div className="scroll-quiet flex max-h-[60dvh] flex-col gap-5 overflow-y-auto px-4 pt-1 pb-4">
        <p className="text-muted">
          They keep the work from running away. What is left empty is as {agent?.name ?? 'the agent'} has it.
        </p>
        <LimitFields
          limits={work.limits}
          hideTitle
          {...(agent ? { usual: agent.limits } : {})}
          onChange={limits => onChange({ limits })}
        />
        <label htmlFor="fallbacks-own" className="flex items-center gap-2.5">
          <Checkbox
            id="fallbacks-own"
            checked={fallbackModels === null}
            onChange={event =>
              onChange({ fallbackModels: event.target.checked ? null : (agent?.fallbackModels ?? []) })
            }
          />
          When its model keeps failing, go on with the further models that its agent has
        </label>
        {fallbackModels ? (
          <FallbackModels models={fallbackModels} onChange={models => onChange({ fallbackModels: models })} />
        ) : null}
      </div>
      <div className="flex flex-col gap-2 border-t px-4 py-3">
        {problem ? (
          <p role="alert" className="text-failed">
            {problem}
          </p>
        ) : null}
        <p className="flex items-center gap-2">
          <Button onClick={() => onChange({ limits: {}, fallbackModels: null })}>
            As the agent has them
          </Button>
          <Button variant="primary" className="ml-auto" onClick={onClose} disabled={problem !== null}>
            Done
          </Button>
        </p>
      </div>
    </Dialog>
  )
}
