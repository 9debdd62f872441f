'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatCount, formatPlural } from '../../lib/shared/format'
import { setTools, toolServerListQuery, toolServerQuery } from '../../lib/tool-servers/queries'
import type { ServerTool, SetToolsInput, ToolServer } from '../../lib/tool-servers/schema'
import { DiffView } from '../common/diff-view'
import { QueryError } from '../common/query-error'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Input } from '../ui/input'
import { SkeletonRows } from '../ui/skeleton'
import { useToast } from '../ui/toast'

/** A list that is longer can be narrowed. */
const fewTools = 12

/** The tools of a server: what each does, what it takes in a request, and whether agents may be given it. */
export function ToolServerTools({ server, mayWrite }: { server: ToolServer; mayWrite: boolean }) {
  const { data, error, refetch } = useQuery(toolServerQuery(server.id))
  const [words, setWords] = useState('')
  const say = useWord(server.id)
  if (error)
    return <QueryError title="The tools could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} label="Loading the tools" />
  const found = data.list.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(words.toLowerCase()),
  )
  // What has changed is looked at first.
  const shown = found.toSorted((a, b) => Number(b.state === 'changed') - Number(a.state === 'changed'))
  const waiting = shown.filter(({ state }) => state === 'new' || state === 'changed')
  const on = data.list.filter(({ state }) => state === 'on').length
  return (
    <div className="flex flex-col gap-2 pt-2 pb-2 md:pl-9">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="tabular text-meta text-muted">
          {on} of {formatPlural(data.list.length, 'tool')} on, about {formatCount(data.server.tokens)} tokens
        </p>
        <span className="flex flex-wrap gap-2 max-md:w-full md:ml-auto">
          {data.list.length > fewTools ? (
            <span className="w-44 max-md:w-full">
              <Input
                type="search"
                aria-label={`Narrow the tools of ${server.name}`}
                placeholder="Narrow the list"
                value={words}
                onChange={event => setWords(event.target.value)}
              />
            </span>
          ) : null}
          {mayWrite && waiting.length > 0 ? (
            <Button
              size="small"
              className="h-8"
              disabled={say.isPending}
              onClick={() => say.mutate(waiting.map(({ name, hash }) => ({ name, hash, on: true })))}
            >
              Turn on {waiting.length === 1 ? 'the one' : `all ${waiting.length}`} to look at
            </Button>
          ) : null}
        </span>
      </div>
      <ul
        // A list that something new is on top of begins at its top.
        key={found.filter(({ state }) => state === 'changed').length}
        aria-label={`Tools of ${server.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className="scroll-quiet flex max-h-120 flex-col overflow-y-auto rounded-control border bg-raised"
      >
        {shown.map(tool => (
          <ToolRow
            key={tool.name}
            tool={tool}
            serverId={server.id}
            disabled={!mayWrite}
            onChange={isOn => say.mutate([{ name: tool.name, hash: tool.hash, on: isOn }])}
          />
        ))}
        {shown.length === 0 ? <li className="px-3 py-2 text-muted">No tool matches.</li> : null}
      </ul>
    </div>
  )
}

interface ToolRowProps {
  tool: ServerTool
  serverId: string
  disabled: boolean
  onChange: (isOn: boolean) => void
}

function ToolRow({ tool, serverId, disabled, onChange }: ToolRowProps) {
  const { name, description, state, tokens, readOnly, diff } = tool
  const id = `tool-${serverId}-${name}`
  return (
    <li className="border-b px-3 py-2 last:border-b-0">
      <label htmlFor={id} className="flex gap-2.5">
        <Checkbox
          id={id}
          className="mt-0.5"
          checked={state === 'on'}
          disabled={disabled}
          onChange={event => onChange(event.target.checked)}
        />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2">
            <span className="min-w-0 break-all font-mono text-meta">{name}</span>
            {state === 'new' ? <Badge tone="waiting">New</Badge> : null}
            {state === 'changed' ? <Badge tone="waiting">Changed</Badge> : null}
            <span className="tabular ml-auto text-meta text-muted">{formatCount(tokens)} tokens</span>
          </span>
          <span className="line-clamp-2 text-meta text-muted">
            {description || 'It says nothing of itself.'}
          </span>
          {readOnly ? (
            <span className="block text-meta text-muted">
              It says that it changes nothing; it is asked about all the same.
            </span>
          ) : null}
        </span>
      </label>
      {state === 'changed' ? <Changed diff={diff} /> : null}
    </li>
  )
}

function Changed({ diff }: { diff: string | null }) {
  if (!diff)
    return (
      <p className="mt-1.5 pl-6.5 text-meta text-muted">
        Its words are the same; its address, its results or its own remarks have changed.
      </p>
    )
  return (
    <div className="mt-1.5 ml-6.5 overflow-hidden rounded-control border bg-sunken">
      <DiffView diff={diff} />
    </div>
  )
}

function useWord(id: string) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: (tools: SetToolsInput['tools']) => setTools(id, tools),
    // The box follows the hand; what the server says stands in the end.
    onMutate: words => {
      const saidOf = new Map(words.map(({ name, on }) => [name, on ? ('on' as const) : ('off' as const)]))
      client.setQueryData(toolServerQuery(id).queryKey, known => {
        const list = known?.list.map(tool => ({ ...tool, state: saidOf.get(tool.name) ?? tool.state }))
        return known && list && { ...known, list }
      })
    },
    onSuccess: detail => client.setQueryData(toolServerQuery(id).queryKey, detail),
    onError: error => {
      toast({ text: error.message, tone: 'failed' })
      void client.invalidateQueries({ queryKey: toolServerQuery(id).queryKey })
    },
    onSettled: () => client.invalidateQueries({ queryKey: toolServerListQuery().queryKey }),
  })
}
