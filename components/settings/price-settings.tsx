'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { priceListQuery } from '../../lib/prices/queries'
import type { ModelPrice, OwnPrice } from '../../lib/prices/schema'
import { DollarNote } from '../common/dollar-note'
import { QueryError } from '../common/query-error'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { PriceDialog } from './price-dialog'
import { PriceRow, rateWords } from './price-row'
import { SettingsSection } from './settings-section'

/** What each model in use costs now, where that is from, and what the owner has set over it. */
export function PriceSettings() {
  const mayWrite = useAllowed('price:write')
  const { data, error, refetch } = useQuery(priceListQuery())
  const [setting, setSetting] = useState<ModelPrice | 'other' | null>(null)
  if (error)
    return <QueryError title="The prices could not be loaded" error={error} onRetry={() => void refetch()} />
  const action = mayWrite ? <Button onClick={() => setSetting('other')}>Set a price</Button> : undefined
  return (
    <>
      <SettingsSection
        title="Prices"
        description={
          <>
            Dollars per million tokens, as a call is charged now. The price and what the provider itself
            reports are kept with each call: old figures never change. <DollarNote what="Prices stay" />
          </>
        }
        action={action}
      >
        {data ? (
          <Models models={data.models} own={data.own} onSet={mayWrite ? setSetting : undefined} />
        ) : (
          <SkeletonRows rows={4} label="Loading the prices" />
        )}
      </SettingsSection>
      <SettingsSection
        title="Set here"
        description="Everything that was ever set, with who did it and from when it holds."
      >
        {data ? <Own own={data.own} /> : <SkeletonRows rows={2} label="Loading what was set" />}
      </SettingsSection>
      {setting ? (
        <PriceDialog {...(setting === 'other' ? {} : { of: setting })} onClose={() => setSetting(null)} />
      ) : null}
    </>
  )
}

interface ModelsProps {
  models: readonly ModelPrice[]
  own: readonly OwnPrice[]
  onSet: ((model: ModelPrice) => void) | undefined
}

function Models({ models, own, onSet }: ModelsProps) {
  if (models.length === 0)
    return (
      <p className="border-t py-3 text-muted">
        No model is in use yet. Each stands here after its first call.
      </p>
    )
  return (
    <ul aria-label="Prices of models" className="flex flex-col border-t">
      {models.map(model => (
        <PriceRow
          key={`${model.vendor}:${model.model}`}
          model={model}
          own={own.find(price => price.id === model.ownId)}
          onSet={onSet}
        />
      ))}
    </ul>
  )
}

function Own({ own }: { own: readonly OwnPrice[] }) {
  if (own.length === 0)
    return <p className="border-t py-3 text-muted">Nothing yet: the built-in prices hold.</p>
  return (
    <ul aria-label="Prices set here" className="flex flex-col border-t">
      {own.map(price => (
        <li key={price.id} className="flex flex-wrap items-baseline gap-x-3 border-b py-2 last:border-b-0">
          <span className="min-w-0 flex-1 basis-60 break-all font-mono text-meta">
            {price.vendor}:{price.model}
          </span>
          <span className="tabular">{ownWords(price)}</span>
          <span className="text-meta text-muted">
            {price.createdByName}, <TimeAgo at={price.createdAt} className="tabular" />
            {price.removedAt ? `, removed by ${price.removedByName}` : ''}
          </span>
        </li>
      ))}
    </ul>
  )
}

function ownWords({ kind, rates, percent }: OwnPrice): string {
  if (kind === 'plan') return 'in a plan: $0'
  if (kind === 'discount') return `${percent} % less`
  return rates ? rateWords(rates.input, rates.output) : ''
}
