'use client'

import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { pricesKey, removePrice } from '../../lib/prices/queries'
import type { ModelPrice, OwnPrice } from '../../lib/prices/schema'
import { formatPlural } from '../../lib/shared/format'
import { useChange } from '../common/use-change'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'

interface PriceRowProps {
  model: ModelPrice
  /** The price that the workspace has set, where it holds. */
  own: OwnPrice | undefined
  onSet: ((model: ModelPrice) => void) | undefined
}

/** One model: the price that is matched now and where it is from, or that there is none. */
export function PriceRow({ model, own, onSet }: PriceRowProps) {
  const [removing, setRemoving] = useState(false)
  const change = useChange(pricesKey)
  const { price } = model
  const name = `${model.vendor}:${model.model}`
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 border-b py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1 basis-40">
        <p className="break-all font-mono text-meta">{name}</p>
        <p className="text-meta text-muted">
          {price ? sourceWords(model) : 'No price is known, so no budget in dollars lets it through.'}
          {model.calls > 0 ? ` · ${formatPlural(model.calls, 'call')}` : ''}
        </p>
      </div>
      <span className="tabular ml-auto leading-6">
        {price ? (
          rateWords(price.perMillion.input_mtok ?? null, price.perMillion.output_mtok ?? null)
        ) : (
          <Badge tone="waiting">Unknown</Badge>
        )}
      </span>
      {onSet ? (
        <span className="flex shrink-0 items-center">
          <Button size="small" variant="ghost" onClick={() => onSet(model)}>
            Set
          </Button>
          {own ? (
            <IconButton label={`Remove what was set for ${name}`} onClick={() => setRemoving(true)}>
              <Trash2 size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          ) : null}
        </span>
      ) : null}
      {own ? (
        <ConfirmDialog
          open={removing}
          title="Remove what was set?"
          confirm="Remove"
          danger
          onConfirm={() => change.run(() => removePrice(own.id), 'Removed')}
          onClose={() => setRemoving(false)}
        >
          From the next call on the built-in price holds, if there is one. Calls made at this one keep it.
        </ConfirmDialog>
      ) : null}
    </li>
  )
}

/** A new id may be bound to an older model by its beginning: then both names are shown. */
function sourceWords({ price, model }: ModelPrice): string {
  if (!price) return ''
  const other = price.model.toLowerCase() === model.toLowerCase() ? '' : `, as ${price.model}`
  return `${price.source}${other}`
}

export function rateWords(input: number | null, output: number | null): string {
  return `${dollars(input)} in · ${dollars(output)} out`
}

function dollars(value: number | null): string {
  return value === null ? '–' : `$${Number(value.toPrecision(6))}`
}
