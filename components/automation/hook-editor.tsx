'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createHook, updateHook } from '../../lib/hooks/queries'
import type { Hook, HookAuth } from '../../lib/hooks/schema'
import { labelOf } from '../../lib/templates/fill'
import { templateListQuery } from '../../lib/templates/queries'
import { CopyField } from '../common/copy-field'
import { DialogForm } from '../common/dialog-form'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { HookAddress } from './hook-address'
import { TemplateField } from './work-fields'

interface HookEditorProps {
  /** Null for a new one. */
  hook: Hook | null
  onClose: () => void
}

/** Which template a call starts, and where its values come from; then the secret, this once. */
export function HookEditor({ hook, onClose }: HookEditorProps) {
  const [saved, setSaved] = useState<{ hook: Hook; secret: string } | null>(null)
  return (
    <Dialog
      open
      onClose={onClose}
      title={saved ? 'Copy the secret now' : hook ? 'Edit incoming webhook' : 'New incoming webhook'}
    >
      {saved ? (
        <div className="flex flex-col gap-4 p-4">
          <p className="text-muted">
            It is not shown again.{' '}
            {saved.hook.auth === 'signature'
              ? 'Calls are signed with it as Standard Webhooks says.'
              : 'Send it as Authorization: Bearer.'}
          </p>
          <CopyField label="Secret" value={saved.secret} />
          <HookAddress path={saved.hook.path} />
          <Button variant="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      ) : (
        <HookForm
          hook={hook}
          onClose={onClose}
          onSaved={(made, secret) => (secret === null ? onClose() : setSaved({ hook: made, secret }))}
        />
      )}
    </Dialog>
  )
}

interface HookFormProps extends HookEditorProps {
  onSaved: (hook: Hook, secret: string | null) => void
}

function HookForm({ hook, onClose, onSaved }: HookFormProps) {
  const [name, setName] = useState(hook?.name ?? '')
  const [auth, setAuth] = useState<HookAuth>(hook?.auth ?? 'signature')
  const [template, setTemplate] = useState(hook?.template ?? '')
  const [pointers, setPointers] = useState<Record<string, string>>(hook?.mapping ?? {})
  const { data } = useQuery(templateListQuery())
  const chosen = data?.templates.find(each => each.id === template)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (newSecret: boolean) => {
      const filled = (chosen?.inputs ?? []).flatMap(({ name: input }) => {
        const pointer = pointers[input]?.trim()
        return pointer ? [[input, pointer] as const] : []
      })
      const fields = { name: name.trim(), template, mapping: Object.fromEntries(filled) }
      if (!hook) return createHook({ ...fields, auth })
      return updateHook(hook.id, newSecret ? { ...fields, newSecret } : fields)
    },
    onSuccess: async ({ hook: made, secret }) => {
      await client.invalidateQueries({ queryKey: ['hooks'] })
      onSaved(made, secret)
    },
  })
  return (
    <DialogForm
      send="Save"
      disabled={name.trim() === '' || template === ''}
      busy={save.isPending}
      error={save.error}
      onSend={() => save.mutate(false)}
      onClose={onClose}
      aside={
        hook ? (
          <Button disabled={save.isPending} onClick={() => save.mutate(true)}>
            Save with a new secret
          </Button>
        ) : undefined
      }
    >
      <Field label="Name">
        {control => (
          <Input
            {...control}
            data-autofocus
            placeholder="Issue tracker"
            value={name}
            onChange={event => setName(event.target.value)}
          />
        )}
      </Field>
      <TemplateField
        templates={data?.templates}
        value={template}
        none="Choose a template"
        onChange={setTemplate}
      />
      {hook ? null : (
        <Field label="How calls prove who they are">
          {control => (
            <Select {...control} value={auth} onChange={event => setAuth(event.target.value as HookAuth)}>
              <option value="signature">Signed with the secret (Standard Webhooks)</option>
              <option value="bearer">With the secret itself</option>
            </Select>
          )}
        </Field>
      )}
      {(chosen?.inputs ?? []).map(input => (
        <Field
          key={input.name}
          label={`Value of ${labelOf(input)}`}
          hint="Where it stands in the JSON body, such as /issue/title."
        >
          {control => (
            <Input
              {...control}
              className="font-mono"
              value={pointers[input.name] ?? ''}
              onChange={event => setPointers({ ...pointers, [input.name]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </DialogForm>
  )
}
