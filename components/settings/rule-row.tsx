'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { removeRule, rulesKey } from '../../lib/policy/queries'
import type { RuleEffect, RuleList } from '../../lib/policy/schema'
import { RuleDialog } from '../common/rule-dialog'
import { TimeAgo } from '../common/time-ago'
import { Badge, type BadgeTone } from '../ui/badge'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { useToast } from '../ui/toast'

type ListedRule = RuleList['rules'][number]

const tones: Record<RuleEffect, BadgeTone> = { deny: 'failed', ask: 'waiting', allow: 'succeeded' }
const effectWords: Record<RuleEffect, string> = { deny: 'Deny', ask: 'Ask', allow: 'Allow' }

interface RuleRowProps {
  rule: ListedRule
  exceptions: readonly ListedRule[]
  mayWrite: boolean
}

/** A rule with its exceptions below it. */
export function RuleRow({ rule, exceptions, mayWrite }: RuleRowProps) {
  const [adding, setAdding] = useState(false)
  return (
    <li className="border-b py-2 last:border-b-0">
      <RuleLine rule={rule} mayWrite={mayWrite} exceptions={exceptions.length} />
      {exceptions.length > 0 ? (
        <ul aria-label="Exceptions" className="mt-1 ml-4 flex flex-col border-l pl-4">
          {exceptions.map(exception => (
            <li key={exception.id} className="py-1">
              <RuleLine rule={exception} mayWrite={mayWrite} exceptions={0} />
            </li>
          ))}
        </ul>
      ) : null}
      {mayWrite ? (
        <Button variant="ghost" size="small" onClick={() => setAdding(true)} className="mt-1 ml-13">
          <Plus size={14} strokeWidth={1.5} aria-hidden />
          Exception
        </Button>
      ) : null}
      {adding ? <RuleDialog from={rule} onClose={() => setAdding(false)} /> : null}
    </li>
  )
}

function RuleLine({
  rule,
  mayWrite,
  exceptions,
}: {
  rule: ListedRule
  mayWrite: boolean
  exceptions: number
}) {
  const { effect, tool, match, note, createdByName, createdAt, scope, scopeName } = rule
  return (
    <div className="flex items-start gap-3">
      <span className="flex h-6 w-12 shrink-0 items-center">
        <Badge tone={tones[effect]}>{effectWords[effect]}</Badge>
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words leading-6">
          <span className="font-mono text-meta">{tool === '*' ? 'every tool' : tool}</span>
          {match.on === 'any' ? null : (
            <>
              {' '}
              <span className="text-muted">{match.on}</span>{' '}
              <span className="break-all font-mono text-meta">{match.patterns.join(', ')}</span>
            </>
          )}
        </p>
        {note ? <p className="break-words text-muted">{note}</p> : null}
        <p className="text-meta text-muted">
          {scope === 'workspace' || rule.exceptionOf
            ? ''
            : `Only for the ${scope} ${scopeName ?? 'that is gone'} · `}
          By {createdByName}, <TimeAgo at={createdAt} className="tabular" />
        </p>
      </div>
      {mayWrite ? <RemoveRule rule={rule} exceptions={exceptions} /> : null}
    </div>
  )
}

function RemoveRule({ rule, exceptions }: { rule: ListedRule; exceptions: number }) {
  const [asking, setAsking] = useState(false)
  const client = useQueryClient()
  const toast = useToast()
  const remove = useMutation({
    mutationFn: () => removeRule(rule.id),
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: rulesKey }),
  })
  return (
    <>
      <IconButton
        label={rule.exceptionOf ? 'Remove the exception' : 'Remove the rule'}
        disabled={remove.isPending}
        onClick={() => setAsking(true)}
      >
        <Trash2 size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        title={rule.exceptionOf ? 'Remove this exception?' : 'Remove this rule?'}
        confirm="Remove"
        danger
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        It stops counting from the next call on.
        {exceptions > 0 ? ' Its exceptions go with it.' : ''}
      </ConfirmDialog>
    </>
  )
}
