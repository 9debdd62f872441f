'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tryCall } from '../../lib/policy/queries'
import type { RuleEffect, Verdict } from '../../lib/policy/schema'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

const fields = { bash: 'command', read: 'path', write: 'path', edit: 'path', web_fetch: 'url' } as const
type TriedTool = keyof typeof fields

const placeholders: Record<(typeof fields)[TriedTool], string> = {
  command: 'ls && rm -rf build',
  path: 'reports/summary.md',
  url: 'https://example.com/page',
}

/** A call, and what the policy says of it. */
export function TryPolicy() {
  const [tool, setTool] = useState<TriedTool>('bash')
  const [text, setText] = useState('')
  const attempt = useMutation({ mutationFn: tryCall })
  const field = fields[tool]
  function submit(event: FormEvent) {
    event.preventDefault()
    if (text.trim()) attempt.mutate({ tool, input: { [field]: text } })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex gap-2 max-md:flex-wrap">
        <Select
          aria-label="Tool to try"
          value={tool}
          onChange={event => {
            setTool(event.target.value as TriedTool)
            attempt.reset()
          }}
          className="w-36 max-md:w-full"
        >
          {Object.keys(fields).map(name => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <Input
          aria-label={`The ${field} to try`}
          placeholder={placeholders[field]}
          value={text}
          onChange={event => setText(event.target.value)}
          className="min-w-0 flex-1 font-mono text-meta"
        />
        <Button type="submit" disabled={text.trim() === '' || attempt.isPending} className="max-md:h-11">
          Try
        </Button>
      </div>
      <div aria-live="polite">
        {attempt.error ? <p className="text-failed">{attempt.error.message}</p> : null}
        {attempt.data ? <Outcome verdict={attempt.data} /> : null}
      </div>
    </form>
  )
}

const outcomes: Record<RuleEffect, { tone: 'failed' | 'waiting' | 'succeeded'; words: string }> = {
  deny: { tone: 'failed', words: 'It would be denied' },
  ask: { tone: 'waiting', words: 'A person would be asked' },
  allow: { tone: 'succeeded', words: 'It would be allowed' },
}

function Outcome({ verdict: { effect, rules, parts, hidden } }: { verdict: Verdict }) {
  const { tone, words } = outcomes[effect]
  return (
    <div className="flex flex-col gap-1">
      <p>
        <Badge tone={tone}>{words}</Badge>
      </p>
      {rules.map(rule => (
        <p key={rule.id} className="text-muted">
          By the rule “{rule.words}”
        </p>
      ))}
      <p className="break-words text-meta text-muted">
        Read as <span className="font-mono">{parts.join(' ; ') || 'one call'}</span>
        {hidden
          ? '. Something in it shows only when it runs, so it matches every rule and no exception.'
          : ''}
      </p>
    </div>
  )
}
