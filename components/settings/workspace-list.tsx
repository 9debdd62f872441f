'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { activateWorkspace, createWorkspace, workspaceListQuery } from '../../lib/workspaces/queries'
import { nameWorkspaceInput } from '../../lib/workspaces/schema'
import { FormProblem } from '../common/form-problem'
import { useForm } from '../common/use-form'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useToast } from '../ui/toast'

/** The workspaces of this person; shown once there are two, or when another may be made. */
export function WorkspaceList({ mayCreate }: { mayCreate: boolean }) {
  const { data: workspaces = [] } = useQuery(workspaceListQuery())
  const [creating, setCreating] = useState(false)
  const toast = useToast()
  function open(id: string) {
    activateWorkspace(id).then(
      () => window.location.assign('/'),
      (error: Error) => toast({ text: error.message, tone: 'failed' }),
    )
  }
  return (
    <div className="flex max-w-120 flex-col gap-3">
      {workspaces.length > 1 ? (
        <ul aria-label="Your workspaces" className="flex flex-col border-t">
          {workspaces.map(({ id, name, role, isActive }) => (
            <li key={id} className="flex h-11 items-center gap-3 border-b">
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-meta text-muted">{role}</span>
              {isActive ? (
                <Badge>You are here</Badge>
              ) : (
                <Button size="small" onClick={() => open(id)}>
                  Open
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {mayCreate ? (
        <Button variant="ghost" className="-ml-3 self-start" onClick={() => setCreating(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          New workspace
        </Button>
      ) : null}
      {creating ? <NewWorkspace onClose={() => setCreating(false)} onCreated={open} /> : null}
    </div>
  )
}

function NewWorkspace({ onClose, onCreated }: { onClose: () => void; onCreated: (id: string) => void }) {
  const form = useForm(nameWorkspaceInput, async ({ name }) => {
    const { workspace } = await createWorkspace(name)
    onCreated(workspace.id)
  })
  return (
    <Dialog open onClose={onClose} title="New workspace" className="max-w-105">
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 p-4">
        <p className="text-muted">It has its own tasks, agents, skills, providers and members.</p>
        <Field label="Name" error={form.errors.name}>
          {control => <Input {...control} name="name" autoComplete="off" autoFocus />}
        </Field>
        <FormProblem error={form.failure} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={form.busy}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
