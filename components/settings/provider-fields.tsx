'use client'

import type { VendorId } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { Field } from '../ui/field'
import { Input } from '../ui/input'

interface Props {
  vendor: VendorId
  value: string
  onChange: (value: string) => void
  error: string | undefined
  autoFocus?: boolean
  hint?: string
}

/** A key: hidden like a password, kept out of the browser's own stores. */
export function KeyField({ vendor, value, onChange, error, autoFocus = false, hint }: Props) {
  const { local, hint: place } = vendors[vendor]
  return (
    <Field
      label="API key"
      hint={
        hint ??
        (local ? 'Only if the server was started with one.' : `From ${place}. Encrypted before it is stored.`)
      }
      error={error}
    >
      {control => (
        <Input
          {...control}
          name="apiKey"
          type="password"
          autoComplete="off"
          data-1p-ignore
          data-lpignore="true"
          spellCheck={false}
          autoFocus={autoFocus}
          value={value}
          onChange={event => onChange(event.target.value)}
          className="font-mono"
        />
      )}
    </Field>
  )
}

export function AddressField({ vendor, value, onChange, error, autoFocus = false, hint }: Props) {
  const { local, defaultBaseUrl, hint: place } = vendors[vendor]
  return (
    <Field
      label="Address"
      hint={
        hint ??
        (local ? `${place}.` : 'For a proxy or a region of its own. Leave it empty for the usual one.')
      }
      error={error}
    >
      {control => (
        <Input
          {...control}
          name="baseUrl"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          autoFocus={autoFocus}
          placeholder={defaultBaseUrl ?? 'http://127.0.0.1:8000/v1'}
          value={value}
          onChange={event => onChange(event.target.value)}
          className="font-mono"
        />
      )}
    </Field>
  )
}
