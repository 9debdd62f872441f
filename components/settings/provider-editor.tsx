'use client'

import { useState } from 'react'
import { AppError } from '../../lib/http/errors'
import { changeProvider } from '../../lib/providers/queries'
import { createProviderInput, listingProblem, type Provider } from '../../lib/providers/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useToast } from '../ui/toast'
import { ListingFailure } from './connection-result'
import { AddressField, KeyField } from './provider-fields'
import { providerStatusWords } from './provider-words'
import { useProviderRefresh } from './use-provider-refresh'

const fields = createProviderInput.pick({ name: true, baseUrl: true, apiKey: true })

/** Changes name, address or key. A new key or address is tried before it takes the place of the old one. */
export function ProviderEditor({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { id, vendor, name, last4 } = provider
  const [apiKey, setApiKey] = useState('')
  const [baseUrl, setBaseUrl] = useState(provider.baseUrl ?? '')
  const refresh = useProviderRefresh()
  const toast = useToast()
  const form = useForm(fields, async values => {
    const address = values.baseUrl ?? null
    const changed = await changeProvider(id, {
      ...(values.name && values.name !== name ? { name: values.name } : {}),
      ...(address === provider.baseUrl ? {} : { baseUrl: address }),
      ...(values.apiKey ? { apiKey: values.apiKey } : {}),
    })
    await refresh()
    toast({ text: `${changed.name}: ${providerStatusWords(changed)}` })
    onClose()
  })
  const problem = problemOf(form.failure)
  return (
    <Dialog open onClose={onClose} title={`Change ${name}`}>
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
        <KeyField
          vendor={vendor}
          value={apiKey}
          onChange={setApiKey}
          error={form.errors.apiKey}
          autoFocus
          hint={
            last4
              ? `Ends in ${last4} now. Leave it empty to keep it; a new host needs it anew.`
              : 'None is stored that could be shown. Leave it empty to keep what there is.'
          }
        />
        <AddressField vendor={vendor} value={baseUrl} onChange={setBaseUrl} error={form.errors.baseUrl} />
        <Field label="Name" hint="Agents that name a model of it follow." error={form.errors.name}>
          {control => <Input {...control} name="name" autoComplete="off" defaultValue={name} />}
        </Field>
        {problem && form.failure ? (
          <div role="alert">
            <ListingFailure problem={problem} message={form.failure.message} vendor={vendor} />
          </div>
        ) : (
          <FormProblem error={form.failure} />
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={form.busy}>
            {form.busy ? 'Trying it' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The cause that the API names with a provider that refused. */
function problemOf(error: Error | null) {
  if (!(error instanceof AppError) || error.code !== 'provider-problem') return null
  const { details } = error
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return null
  return listingProblem.safeParse(details.problem).data ?? null
}
