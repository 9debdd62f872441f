'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronRight, Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import {
  checkToolServer,
  removeToolServer,
  toolServerListQuery,
  toolServerQuery,
  toolServersKey,
} from '../../lib/tool-servers/queries'
import type { ToolServer } from '../../lib/tool-servers/schema'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { classNames } from '../ui/class-names'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import { useToast } from '../ui/toast'
import { ToolServerDialog } from './tool-server-dialog'
import { ToolServerTools } from './tool-server-tools'

interface ToolServerRowProps {
  server: ToolServer
  mayWrite: boolean
  /** It was just connected: its tools wait to be looked at. */
  begins: boolean
}

const square =
  'inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink max-md:size-9'

/** One server: where it is, how it fares, and its tools. */
export function ToolServerRow({ server, mayWrite, begins }: ToolServerRowProps) {
  const [open, setOpen] = useState(begins)
  const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null)
  const { check, remove } = useServerActions(server, () => setOpen(false))
  return (
    <li className="border-b py-1.5 last:border-b-0">
      <div className="flex min-h-10 items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Tools of ${server.name}`}
          onClick={() => setOpen(!open)}
          className={square}
        >
          <ChevronRight
            size={14}
            strokeWidth={1.5}
            aria-hidden
            className={classNames('transition-transform duration-150', open && 'rotate-90')}
          />
        </button>
        <div className="flex min-w-0 flex-1 flex-col">
          <span className="flex min-w-0 items-center gap-2">
            <span className="truncate">{server.name}</span>
            <Health server={server} />
          </span>
          <span className="truncate font-mono text-meta text-muted">{server.url}</span>
          {server.problem ? (
            <span
              className={server.status === 'failing' ? 'text-failed text-meta' : 'text-meta text-waiting'}
            >
              {server.problem}
            </span>
          ) : null}
        </div>
        {mayWrite ? (
          <>
            <Button size="small" disabled={check.isPending} onClick={() => check.mutate()}>
              {check.isPending ? 'Checking…' : 'Check'}
            </Button>
            <Menu
              trigger={
                <button type="button" aria-label={`Actions for ${server.name}`} className={square}>
                  <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
                </button>
              }
            >
              <MenuItem onSelect={() => setDialog('edit')}>Change</MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setDialog('remove')}>
                Remove
              </MenuItem>
            </Menu>
          </>
        ) : null}
      </div>
      {open ? <ToolServerTools server={server} mayWrite={mayWrite} /> : null}
      {dialog === 'edit' ? <ToolServerDialog server={server} onClose={() => setDialog(null)} /> : null}
      <ConfirmDialog
        open={dialog === 'remove'}
        title={`Remove ${server.name}?`}
        confirm="Remove"
        danger
        onConfirm={() => remove.mutate()}
        onClose={() => setDialog(null)}
      >
        Its secret goes with it, and so do the exceptions of the policy for its tools. Runs under way cannot
        call them any more.
      </ConfirmDialog>
    </li>
  )
}

function Health({ server: { status, tools } }: { server: ToolServer }) {
  if (status === 'failing') return <Badge tone="failed">Failing</Badge>
  const waiting = tools.new + tools.changed
  if (waiting > 0) return <Badge tone="waiting">{waiting} to look at</Badge>
  return <span className="tabular shrink-0 text-meta text-muted">{formatPlural(tools.on, 'tool')} on</span>
}

function useServerActions({ id, name }: ToolServer, onRemoved: () => void) {
  const client = useQueryClient()
  const toast = useToast()
  const onError = (error: Error) => toast({ text: error.message, tone: 'failed' })
  const check = useMutation({
    mutationFn: () => checkToolServer(id),
    onSuccess: detail => {
      client.setQueryData(toolServerQuery(id).queryKey, detail)
      const { status, tools } = detail.server
      const waiting = tools.new + tools.changed
      const news = waiting > 0 ? `${formatPlural(waiting, 'tool')} to look at.` : 'nothing has changed.'
      if (status === 'working') toast({ text: `${name} answers, ${news}` })
    },
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: toolServerListQuery().queryKey }),
  })
  const remove = useMutation({
    mutationFn: () => removeToolServer(id),
    onSuccess: async () => {
      onRemoved()
      await client.invalidateQueries({ queryKey: toolServersKey })
    },
    onError,
  })
  return { check, remove }
}
