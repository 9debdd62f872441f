'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import { availableModelsQuery, setDefaultModel } from '../../lib/providers/queries'
import type { AvailableModels, Provider } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { formatPlural } from '../../lib/shared/format'
import { taskListQuery } from '../../lib/tasks/queries'
import { QueryError } from '../common/query-error'
import { Skeleton } from '../ui/skeleton'
import { useToast } from '../ui/toast'
import { ModelField } from './model-field'
import { SettingsSection } from './settings-section'
import { useProviderRefresh } from './use-provider-refresh'

interface Props {
  mayChoose: boolean
  providers: readonly Provider[]
}

/** The model of every task and agent that names none. Choosing one sets waiting tasks going. */
export function DefaultModel({ mayChoose, providers }: Props) {
  const { data, error, refetch } = useQuery(availableModelsQuery())
  const refresh = useProviderRefresh()
  const toast = useToast()
  const choose = useMutation({
    mutationFn: setDefaultModel,
    onSuccess: ({ default: spec }) => toast({ text: spec ? `${spec} is the default` : 'No default model' }),
    onError: failure => toast({ text: failure.message, tone: 'failed' }),
    onSettled: refresh,
  })
  return (
    <SettingsSection title="Default model" description="Tasks and agents that name no model use this one.">
      {error ? (
        <QueryError title="The models could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <>
          <ModelField
            label="Default model"
            models={data.models}
            value={choose.isPending ? (choose.variables ?? null) : data.default}
            none="None: tasks wait for one"
            example={`${providers[0]?.name ?? 'openai'}:model`}
            disabled={!mayChoose || choose.isPending}
            onChoose={spec => choose.mutate(spec)}
          />
          <Problem data={data} />
        </>
      ) : (
        <Skeleton className="h-8 w-80" />
      )}
    </SettingsSection>
  )
}

/** What is wrong with the choice, and which tasks wait for a better one. */
function Problem({ data }: { data: AvailableModels }) {
  const { data: waiting = 0 } = useQuery({
    ...taskListQuery(),
    select: list => list.tasks.filter(task => task.run?.waitingFor === 'model').length,
  })
  const isAlone = data.default === null
  const words = [
    ...(data.defaultProblem ? [data.defaultProblem] : []),
    ...(isAlone && waiting > 0
      ? [
          `${formatPlural(waiting, 'task')} ${waiting === 1 ? 'waits' : 'wait'} for a model and will start once you choose one.`,
        ]
      : []),
  ]
  const model = data.models.find(one => one.spec === data.default)
  if (model?.tools === false) words.push('This model cannot call tools, so agents can do little with it.')
  if (model?.contextTokens && model.contextTokens < smallWindow) {
    words.push(
      'Its context window is small: long tasks will not fit. 16,000 tokens are the least to work with.',
    )
  }
  if (model && !model.priced && !vendors[model.vendor].local) {
    words.push('Reef knows no price for this model: give its tasks a budget of tokens.')
  }
  if (words.length === 0) return null
  return (
    <p className="flex items-start gap-2 text-waiting">
      <CircleAlert size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0" />
      <span>{words.join(' ')}</span>
    </p>
  )
}

/** Tokens below which an agent has hardly room for its tools and one file. */
const smallWindow = 16_000
