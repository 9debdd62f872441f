'use client'

import { useId, useState } from 'react'
import { AppError } from '../../lib/http/errors'
import { connectProvider } from '../../lib/providers/queries'
import { mayHaveNoList } from '../../lib/providers/rules'
import { type ConnectableVendor, createProviderInput, type Provider } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import type { ConnectStart } from './connect-dialog'
import { ConnectionResult } from './connection-result'
import { AddressField, KeyField } from './provider-fields'
import { freeName } from './provider-words'
import { type ConnectionTest, useConnectionTest } from './use-connection-test'
import { useProviderRefresh } from './use-provider-refresh'

const fields = createProviderInput.pick({ name: true, baseUrl: true, apiKey: true })

interface Props {
  vendor: ConnectableVendor
  start: ConnectStart
  providers: readonly Provider[]
  onConnected: (provider: Provider) => void
  onClose: () => void
}

/** Key and address of one vendor, tried while they are entered, and stored when the person says so. */
export function ConnectForm({ vendor, start, providers, onConnected, onClose }: Props) {
  const { local, defaultBaseUrl } = vendors[vendor]
  const [apiKey, setApiKey] = useState('')
  const [baseUrl, setBaseUrl] = useState(start.baseUrl ?? (local ? (defaultBaseUrl ?? '') : ''))
  const [unchecked, setUnchecked] = useState(false)
  const test = useConnectionTest({ vendor, apiKey: apiKey.trim(), baseUrl: baseUrl.trim() })
  const refresh = useProviderRefresh()
  const form = useForm(fields, async values => {
    const provider = await connectProvider({
      vendor,
      ...values,
      ...(unchecked && isUncheckable(test) ? { unchecked: true } : {}),
    })
    await refresh()
    onConnected(provider)
  })
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
      {local ? null : (
        <KeyField vendor={vendor} value={apiKey} onChange={setApiKey} error={form.errors.apiKey} autoFocus />
      )}
      {local ? (
        <AddressField
          vendor={vendor}
          value={baseUrl}
          onChange={setBaseUrl}
          error={form.errors.baseUrl}
          autoFocus
        />
      ) : null}
      <ConnectionResult test={test} vendor={vendor} />
      {isUncheckable(test) ? <UncheckedChoice checked={unchecked} onChange={setUnchecked} /> : null}
      <details className="group" open={form.errors.name !== undefined || undefined}>
        <summary className="w-fit text-muted hover:text-ink">
          {local ? 'Key and name' : 'Another address or name'}
        </summary>
        <div className="mt-3 flex flex-col gap-4">
          {local ? (
            <KeyField vendor={vendor} value={apiKey} onChange={setApiKey} error={form.errors.apiKey} />
          ) : (
            <AddressField vendor={vendor} value={baseUrl} onChange={setBaseUrl} error={form.errors.baseUrl} />
          )}
          <NameField
            initial={freeName(start.name ?? vendors[vendor].id, providers)}
            error={form.errors.name}
          />
        </div>
      </details>
      <FormProblem error={isSaid(form.failure, test) ? null : form.failure} />
      <div className="flex items-center justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={form.busy}>
          {form.busy ? 'Connecting' : 'Connect'}
        </Button>
      </div>
    </form>
  )
}

function isUncheckable(test: ConnectionTest): boolean {
  return test.state === 'answered' && !test.result.ok && mayHaveNoList(test.result.problem)
}

/** The provider's own words stand above already. */
function isSaid(failure: Error | null, test: ConnectionTest): boolean {
  const isFailing = test.state === 'answered' && !test.result.ok
  return isFailing && failure instanceof AppError && failure.code === 'provider-problem'
}

function UncheckedChoice({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId()
  return (
    <label htmlFor={id} className="flex items-center gap-2">
      <Checkbox id={id} checked={checked} onChange={event => onChange(event.target.checked)} />
      Connect it without a list of models; I name the model myself
    </label>
  )
}

function NameField({ initial, error }: { initial: string; error: string | undefined }) {
  return (
    <Field label="Name" hint="Stands before the colon where a model is named, as in lab:qwen3." error={error}>
      {control => (
        <Input {...control} name="name" autoComplete="off" spellCheck={false} defaultValue={initial} />
      )}
    </Field>
  )
}
