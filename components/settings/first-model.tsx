'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { availableModelsQuery, setDefaultModel } from '../../lib/providers/queries'
import type { Provider } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Skeleton } from '../ui/skeleton'
import { ModelField } from './model-field'
import { useProviderRefresh } from './use-provider-refresh'

/** After connecting: which of its models tasks begin with. Nothing is chosen for the person. */
export function FirstModel({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { data } = useQuery(availableModelsQuery())
  const [spec, setSpec] = useState<string | null>(null)
  const refresh = useProviderRefresh()
  const choose = useMutation({
    mutationFn: setDefaultModel,
    onSuccess: onClose,
    onSettled: refresh,
  })
  if (!data) return <Skeleton className="m-4 h-8" />
  const current = data.default
  return (
    <div className="flex flex-col gap-4 p-4">
      {provider.problem ? <p className="text-waiting">{provider.problem}</p> : null}
      <p className="text-muted">
        {current
          ? `The default stays ${current} unless you choose another one.`
          : 'Choose the model that tasks use unless they name another. Waiting tasks start with it at once.'}{' '}
        {vendors[provider.vendor].local
          ? ''
          : 'Calls cost money from then on: a budget on each task is never exceeded.'}
      </p>
      <ModelField
        label="Default model"
        models={data.models.filter(model => model.provider === provider.name)}
        value={spec}
        none="Choose a model"
        example={`${provider.name}:model`}
        onChoose={setSpec}
      />
      {spec && provider.models.length === 0 ? <p className="font-mono text-meta">{spec}</p> : null}
      <FormProblem error={choose.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{current ? 'Keep it' : 'Later'}</Button>
        <Button
          variant="primary"
          disabled={spec === null || choose.isPending}
          onClick={() => choose.mutate(spec)}
        >
          Use as default
        </Button>
      </div>
    </div>
  )
}
