'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changeWebhook, createWebhook, webhooksKey } from '../../lib/webhooks/queries'
import { createWebhookInput, type Webhook, type WebhookEvent, webhookEvents } from '../../lib/webhooks/schema'
import { CopyField } from '../common/copy-field'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { eventWords } from './webhook-words'

interface WebhookDialogProps {
  /** The one to change; a new one is made when left out. */
  webhook?: Webhook
  onClose: () => void
}

/** Asks where to, and what of; then shows the secret of a new webhook this once. */
export function WebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  const [secret, setSecret] = useState<string | null>(null)
  const title = secret ? 'Copy the signing secret now' : webhook ? 'Edit webhook' : 'New webhook'
  return (
    <Dialog open onClose={onClose} title={title}>
      {secret ? (
        <div className="flex flex-col gap-4 p-4">
          <p className="text-muted">
            It is not shown again. The receiver checks with it that a letter is Reef’s (Standard Webhooks,
            v1).
          </p>
          <CopyField label="Signing secret" value={secret} />
          <Button variant="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      ) : (
        <WebhookForm {...(webhook ? { webhook } : {})} onClose={onClose} onMade={setSecret} />
      )}
    </Dialog>
  )
}

function WebhookForm({
  webhook,
  onClose,
  onMade,
}: WebhookDialogProps & { onMade: (secret: string) => void }) {
  const client = useQueryClient()
  const [name, setName] = useState(webhook?.name ?? '')
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhook?.events ?? webhookEvents)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  async function save(event: FormEvent) {
    event.preventDefault()
    const parsed = createWebhookInput.safeParse({ name, url, events })
    setErrors(
      Object.fromEntries(parsed.error?.issues.map(({ path, message }) => [String(path[0]), message]) ?? []),
    )
    if (!parsed.success) return
    setBusy(true)
    setFailure(null)
    try {
      const made = webhook ? null : await createWebhook(parsed.data)
      if (webhook) await changeWebhook(webhook.id, parsed.data)
      await client.invalidateQueries({ queryKey: webhooksKey })
      if (made) onMade(made.secret)
      else onClose()
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)))
    }
    setBusy(false)
  }
  return (
    <form noValidate onSubmit={event => void save(event)} className="flex flex-col gap-4 p-4">
      <Field label="Name" error={errors.name}>
        {control => (
          <Input
            {...control}
            data-autofocus
            autoComplete="off"
            placeholder="Team chat"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field label="Address" hint="A public address. Redirects are not followed." error={errors.url}>
        {control => (
          <Input
            {...control}
            type="url"
            autoComplete="off"
            placeholder="https://example.com/hooks/reef"
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
        )}
      </Field>
      <EventChoice chosen={events} onChange={setEvents} error={errors.events} />
      <FormProblem error={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {webhook ? 'Save' : 'Create'}
        </Button>
      </div>
    </form>
  )
}

interface EventChoiceProps {
  chosen: readonly WebhookEvent[]
  onChange: (events: WebhookEvent[]) => void
  error: string | undefined
}

function EventChoice({ chosen, onChange, error }: EventChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Tell it when</legend>
      {webhookEvents.map(event => (
        <label
          key={event}
          htmlFor={`event-${event}`}
          className="flex min-h-6 items-center gap-2 max-md:min-h-9"
        >
          <Checkbox
            id={`event-${event}`}
            checked={chosen.includes(event)}
            onChange={({ target }) =>
              onChange(
                webhookEvents.filter(each => (each === event ? target.checked : chosen.includes(each))),
              )
            }
          />
          {eventWords[event]}
        </label>
      ))}
      {error ? <p className="text-failed text-meta">{error}</p> : null}
    </fieldset>
  )
}
