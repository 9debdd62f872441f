'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Moon } from 'lucide-react'
import { restingModelsQuery, wakeModel } from '../../lib/providers/rest/queries'
import type { RestingModel } from '../../lib/providers/rest/schema'
import { useNow } from '../common/use-now'
import { Button } from '../ui/button'
import { useToast } from '../ui/toast'
import { SettingsSection } from './settings-section'

/** Models that kept failing and are left alone for a while; nothing where all are awake. */
export function RestingModels({ mayWake }: { mayWake: boolean }) {
  const { data = [] } = useQuery(restingModelsQuery())
  const now = useNow(5_000)
  const resting = data.filter(({ until }) => Date.parse(until) > now)
  if (resting.length === 0) return null
  return (
    <SettingsSection
      title="Resting models"
      description="They kept failing. Runs that have another model go on with that one until the time is over; runs that have none ask them all the same."
    >
      <ul aria-label="Resting models" className="flex flex-col border-t">
        {resting.map(model => (
          <Row key={model.spec} model={model} now={now} mayWake={mayWake} />
        ))}
      </ul>
    </SettingsSection>
  )
}

interface RowProps {
  model: RestingModel
  now: number
  mayWake: boolean
}

function Row({ model: { spec, until, times, reason }, now, mayWake }: RowProps) {
  const client = useQueryClient()
  const toast = useToast()
  const wake = useMutation({
    mutationFn: () => wakeModel(spec),
    onSuccess: list => {
      client.setQueryData(restingModelsQuery().queryKey, list)
      toast({ text: `${spec} is used again` })
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
  })
  return (
    <li className="flex min-h-13 items-start gap-3 border-b py-2.5 last:border-b-0">
      <Moon size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0 text-waiting" />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="break-all font-mono">{spec}</span>
        <span className="tabular text-meta text-muted">
          Until{' '}
          <time dateTime={until} title={new Date(until).toLocaleString()}>
            {new Date(until).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
          </time>
          {' · '}
          {leftWords(Date.parse(until) - now)}
          {times > 1 ? ` · given up ${times} times in a row` : ''}
        </span>
        <span className="line-clamp-3 break-words text-meta text-muted">{reason}</span>
      </div>
      {mayWake ? (
        <Button
          onClick={() => wake.mutate()}
          disabled={wake.isPending}
          aria-label={`Use again: ${spec}`}
          className="shrink-0"
        >
          Use again
        </Button>
      ) : null}
    </li>
  )
}

function leftWords(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000)
  return minutes <= 1 ? 'less than a minute left' : `${minutes} min left`
}
