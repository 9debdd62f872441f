'use client'

import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, CircleX, Ellipsis, KeyRound, RotateCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { checkProvider, removeProvider } from '../../lib/providers/queries'
import type { Provider, ProviderStatus } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { formatAgo } from '../../lib/shared/format'
import { useNow } from '../common/use-now'
import { Badge } from '../ui/badge'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import { useToast } from '../ui/toast'
import { providerStatusWords } from './provider-words'
import { useProviderRefresh } from './use-provider-refresh'

interface Props {
  provider: Provider
  mayWrite: boolean
  onEdit: () => void
}

/** One provider: whether it works, with how many models, and with which key. */
export function ProviderRow({ provider, mayWrite, onEdit }: Props) {
  const { name, vendor, origin, problem, status } = provider
  const { label } = vendors[vendor]
  return (
    <li className="flex min-h-13 items-start gap-3 border-b py-2.5 last:border-b-0">
      <StatusMark status={status} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="break-words font-medium">{name}</span>
          {label.toLowerCase() === name.toLowerCase() ? null : <span className="text-muted">{label}</span>}
          {origin === 'environment' ? <Badge>From the environment</Badge> : null}
        </span>
        <span className="tabular text-meta text-muted">
          {providerStatusWords(provider)}
          <CheckedAt at={provider.checkedAt} />
        </span>
        <Access provider={provider} />
        {problem ? (
          <span className={status === 'failing' ? 'text-failed text-meta' : 'text-meta text-muted'}>
            {problem}
          </span>
        ) : null}
      </div>
      {mayWrite ? <Actions provider={provider} onEdit={onEdit} /> : null}
    </li>
  )
}

const marks = {
  working: { Icon: CircleCheck, tone: 'text-succeeded' },
  failing: { Icon: CircleX, tone: 'text-failed' },
  unchecked: { Icon: CircleDashed, tone: 'text-idle' },
} as const satisfies Record<ProviderStatus, unknown>

function StatusMark({ status }: { status: ProviderStatus }) {
  const { Icon, tone } = marks[status]
  return <Icon size={16} strokeWidth={1.5} aria-hidden className={`mt-0.5 shrink-0 ${tone}`} />
}

function CheckedAt({ at }: { at: string | null }) {
  const now = useNow(15_000)
  if (at === null) return null
  const ago = formatAgo(at, now)
  return (
    <>
      {' · '}
      <time dateTime={at} title={new Date(at).toLocaleString()} suppressHydrationWarning>
        checked {/^\d+ /.test(ago) ? `${ago} ago` : ago}
      </time>
    </>
  )
}

/** With what Reef calls it. Of a key no more than its last four characters ever left the server. */
function Access({ provider }: { provider: Provider }) {
  const { last4, baseUrl, variables, vendor } = provider
  const pieces = [
    ...(last4 ? [`key …${last4}`] : vendors[vendor].needsKey ? [] : ['no key']),
    ...(baseUrl ? [baseUrl] : []),
    ...variables,
  ]
  return <span className="break-all font-mono text-meta text-muted">{pieces.join(' · ')}</span>
}

function Actions({ provider, onEdit }: Omit<Props, 'mayWrite'>) {
  const [removing, setRemoving] = useState(false)
  const refresh = useProviderRefresh()
  const toast = useToast()
  const fail = (error: Error) => toast({ text: error.message, tone: 'failed' })
  const check = useMutation({
    mutationFn: () => checkProvider(provider.id),
    onSuccess: checked => toast({ text: `${provider.name}: ${providerStatusWords(checked)}` }),
    onError: fail,
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => removeProvider(provider.id),
    onError: fail,
    onSettled: refresh,
  })
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${provider.name}`} disabled={check.isPending || remove.isPending}>
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<RotateCw {...icon} />} onSelect={() => check.mutate()}>
          Check again
        </MenuItem>
        {provider.origin === 'settings' ? (
          <>
            <MenuItem icon={<KeyRound {...icon} />} onSelect={onEdit}>
              Change key or address
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={<Trash2 {...icon} />} danger onSelect={() => setRemoving(true)}>
              Remove
            </MenuItem>
          </>
        ) : null}
      </Menu>
      <ConfirmDialog
        open={removing}
        title={`Remove ${provider.name}?`}
        confirm="Remove"
        danger
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        Its key is deleted and cannot be brought back. Runs that use it wait at their next step, and go on
        when a provider of the same name is connected.
      </ConfirmDialog>
    </>
  )
}
