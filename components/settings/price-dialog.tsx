'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { pricesKey, setPrice } from '../../lib/prices/queries'
import type { ModelPrice, PriceKind, SetPriceInput } from '../../lib/prices/schema'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Segmented } from '../ui/segmented'

const counters = [
  ['input', 'Input'],
  ['output', 'Output'],
  ['cacheRead', 'Cache read'],
  ['cacheWrite5m', 'Cache write'],
  ['cacheWrite1h', 'Cache write, 1 h'],
  ['reasoning', 'Reasoning'],
] as const
type Counter = (typeof counters)[number][0]

/** Sets what a model costs from now on: a price of each counter, a discount on the built-in one, or a plan. */
export function PriceDialog({ of, onClose }: { of?: ModelPrice; onClose: () => void }) {
  const [kind, setKind] = useState<PriceKind>('price')
  const [name, setName] = useState(of ? `${of.vendor}:${of.model}` : '')
  const [rates, setRates] = useState<Partial<Record<Counter, string>>>({})
  const [percent, setPercent] = useState('')
  const client = useQueryClient()
  const input = inputFrom(name, kind, rates, percent)
  const save = useMutation({
    mutationFn: (input: SetPriceInput) => setPrice(input),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: pricesKey })
      onClose()
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (input) save.mutate(input)
  }
  return (
    <Dialog open onClose={onClose} title="Set a price" className="w-[min(32rem,calc(100vw-2rem))]">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4 p-4">
        <Field label="Model" hint="provider:model, as a call names it.">
          {control => (
            <Input
              {...control}
              value={name}
              readOnly={of !== undefined}
              onChange={event => setName(event.target.value)}
              className="font-mono text-meta"
            />
          )}
        </Field>
        <Segmented
          label="Kind"
          value={kind}
          onChange={setKind}
          options={[
            { value: 'price', label: 'Price' },
            { value: 'discount', label: 'Discount' },
            { value: 'plan', label: 'In a plan' },
          ]}
        />
        {kind === 'price' ? (
          <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
            {counters.map(([counter, label]) => (
              <Field key={counter} label={label}>
                {control => (
                  <Input
                    {...control}
                    inputMode="decimal"
                    autoComplete="off"
                    placeholder={counter === 'input' || counter === 'output' ? '' : 'as the whole'}
                    value={rates[counter] ?? ''}
                    onChange={event => setRates({ ...rates, [counter]: event.target.value })}
                    className="tabular"
                  />
                )}
              </Field>
            ))}
          </div>
        ) : null}
        {kind === 'discount' ? (
          <Field label="Percent less" hint="Than the price that would hold without this.">
            {control => (
              <Input
                {...control}
                inputMode="numeric"
                value={percent}
                onChange={event => setPercent(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <p className="text-meta text-muted">
          {kind === 'plan'
            ? 'Calls cost nothing here because a plan pays for them. Limit them in tokens.'
            : 'Dollars per million tokens. It holds from the next call on; earlier calls keep their price.'}
        </p>
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!input || save.isPending}>
            Set price
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What was written, or nothing while it is not whole. */
function inputFrom(
  name: string,
  kind: PriceKind,
  written: Partial<Record<Counter, string>>,
  percent: string,
): SetPriceInput | null {
  const [vendor = '', ...rest] = name.trim().split(':')
  const model = rest.join(':')
  if (vendor === '' || model === '') return null
  const place = { vendor: vendor as SetPriceInput['vendor'], model, kind }
  if (kind === 'plan') return place
  if (kind === 'discount') {
    const value = Number(percent)
    return Number.isInteger(value) && value >= 1 && value <= 100 ? { ...place, percent: value } : null
  }
  const named = counters.flatMap(([counter]) => {
    const text = written[counter]?.trim() ?? ''
    return text === '' ? [] : [[counter, Number(text)] as const]
  })
  const rates = Object.fromEntries(named) as Partial<Record<Counter, number>>
  const { input, output } = rates
  if (input === undefined || output === undefined) return null
  if (named.some(([, value]) => !(value >= 0))) return null
  return { ...place, rates: { ...rates, input, output } }
}
