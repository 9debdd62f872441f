'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { revokeToken } from '../../lib/tokens/queries'
import type { TokenSummary } from '../../lib/tokens/schema'
import { TimeAgo } from '../common/time-ago'
import { useNow } from '../common/use-now'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useToast } from '../ui/toast'

/** One token: what it is for, whose it is, when it was used and when it ends. */
export function TokenRow({ token }: { token: TokenSummary }) {
  const [revoking, setRevoking] = useState(false)
  const client = useQueryClient()
  const toast = useToast()
  const now = useNow(60_000)
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  })
  const isExpired = token.expiresAt !== null && Date.parse(token.expiresAt) <= now
  return (
    <li className="flex min-h-13 items-center gap-3 border-b py-1.5 last:border-b-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-center gap-2">
          <span className="truncate">{token.name}</span>
          <span className="shrink-0 font-mono text-meta text-muted">reef_…{token.last4}</span>
          {isExpired ? <Badge tone="failed">Expired</Badge> : null}
        </span>
        <span className="tabular truncate text-meta text-muted">
          {token.memberName} · {token.role} · <LastUse at={token.lastUsedAt} /> · <End at={token.expiresAt} />
        </span>
      </div>
      <Button size="small" variant="danger" onClick={() => setRevoking(true)} disabled={revoke.isPending}>
        Revoke
      </Button>
      <ConfirmDialog
        open={revoking}
        title={`Revoke ${token.name}?`}
        confirm="Revoke"
        danger
        onConfirm={() => revoke.mutate()}
        onClose={() => setRevoking(false)}
      >
        Whatever uses it is refused from its next call on.
      </ConfirmDialog>
    </li>
  )
}

function LastUse({ at }: { at: string | null }) {
  if (at === null) return <>never used</>
  return (
    <>
      used <TimeAgo at={at} /> ago
    </>
  )
}

function End({ at }: { at: string | null }) {
  return at === null ? <>no end</> : <time dateTime={at}>until {new Date(at).toLocaleDateString()}</time>
}
