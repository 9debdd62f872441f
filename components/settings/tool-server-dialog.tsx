'use client'

import { useQueryClient } from '@tanstack/react-query'
import { changeToolServer, connectToolServer, toolServersKey } from '../../lib/tool-servers/queries'
import { createToolServerInput, type ToolServer } from '../../lib/tool-servers/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'

interface ToolServerDialogProps {
  /** The one to change; a new one is connected when left out. */
  server?: ToolServer
  onClose: () => void
  onMade?: (id: string) => void
}

/** Name, address and secret. The server is asked for its tools before anything is stored. */
export function ToolServerDialog({ server, onClose, onMade }: ToolServerDialogProps) {
  const client = useQueryClient()
  const fields = server ? createToolServerInput.omit({ name: true }) : createToolServerInput
  const form = useForm(fields, async values => {
    const { url, header, secret } = values
    if (server)
      await changeToolServer(server.id, { url, header, ...(secret === undefined ? {} : { secret }) })
    else {
      const made = await connectToolServer(createToolServerInput.parse(values))
      onMade?.(made.server.id)
    }
    await client.invalidateQueries({ queryKey: toolServersKey })
    onClose()
  })
  const { errors } = form
  return (
    <Dialog open onClose={onClose} title={server ? `Change ${server.name}` : 'Connect a tool server'}>
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
        {server ? null : (
          <Field label="Name" hint="Part of the names of its tools. It stays as it is." error={errors.name}>
            {control => (
              <Input {...control} name="name" data-autofocus autoComplete="off" placeholder="tracker" />
            )}
          </Field>
        )}
        <Field
          label="Address"
          hint="Where it speaks MCP over HTTP. Redirects are not followed."
          error={errors.url}
        >
          {control => (
            <Input
              {...control}
              name="url"
              type="url"
              autoComplete="off"
              placeholder="https://tracker.example.com/mcp"
              defaultValue={server?.url}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <Field label="Secret" hint={secretHint(server)} error={errors.secret}>
            {control => <Input {...control} name="secret" type="password" autoComplete="off" />}
          </Field>
          <Field label="Header" hint="In which it is sent." error={errors.header}>
            {control => (
              <Input
                {...control}
                name="header"
                autoComplete="off"
                defaultValue={server?.header ?? 'Authorization'}
              />
            )}
          </Field>
        </div>
        <FormProblem error={form.failure} />
        <div className="flex items-center justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={form.busy}>
            {form.busy ? 'Asking for its tools…' : server ? 'Save' : 'Connect'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function secretHint(server: ToolServer | undefined): string {
  if (!server?.header) return 'Only if it asks for one. It is sealed and never shown again.'
  const now = server.last4 ? `Ends in ${server.last4} now. ` : ''
  return `${now}Leave it empty to keep it; another host needs it anew.`
}
