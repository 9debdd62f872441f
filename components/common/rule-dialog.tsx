'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createRule, rulesKey } from '../../lib/policy/queries'
import { toolWords } from '../../lib/policy/rules'
import type { MatchKind, RuleEffect, RuleList } from '../../lib/policy/schema'
import { isServerTool, toolsOfServer } from '../../lib/runs/server-tool-names'
import { toolServerListQuery } from '../../lib/tool-servers/queries'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'
import { useToast } from '../ui/toast'
import { FormProblem } from './form-problem'
import { type RulePlace, RulePlaceField } from './rule-place'
import { RulePreview } from './rule-preview'

interface RuleDialogProps {
  /** The rule to make an exception from; left out, a new rule is made. */
  from?: RuleList['rules'][number]
  /** The task that the rule is for, until somebody says otherwise. */
  task?: { id: string; title: string }
  onClose: () => void
}

const tools = ['*', 'bash', 'edit', 'read', 'web_fetch', 'write'] as const

const kinds: Record<MatchKind, { label: string; hint: string; placeholder: string }> = {
  any: { label: 'Everything', hint: '', placeholder: '' },
  command: {
    label: 'Commands',
    hint: 'The first words of a command. Every command of a script counts, also in pipes and substitutions.',
    placeholder: 'rm\ngit push',
  },
  path: {
    label: 'Files',
    hint: 'Paths below the work folder. * is a name, ** any folders.',
    placeholder: 'secrets/**\n*.key',
  },
  host: {
    label: 'Hosts',
    hint: 'The host that is reached in the end, after redirects. *.example.com is every host below it.',
    placeholder: 'docs.example.com',
  },
}

const exceptionHint = 'Word for word; a * at the end stands for whatever follows.'

/** Makes a rule, or an exception from one, and shows what it would have matched. */
export function RuleDialog({ from, task, onClose }: RuleDialogProps) {
  const [effect, setEffect] = useState<RuleEffect>('ask')
  const [tool, setTool] = useState<string>(from?.tool ?? 'bash')
  const [on, setOn] = useState<MatchKind>(firstMatch(from))
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [place, setPlace] = useState<RulePlace>(
    task ? { scope: 'task', scopeId: task.id } : { scope: 'workspace', scopeId: null },
  )
  const { data: servers = [] } = useQuery(toolServerListQuery())
  const ofServers = servers.map(({ name }) => toolsOfServer(name))
  const client = useQueryClient()
  const toast = useToast()
  const patterns = on === 'any' ? [] : lines(text)
  const match = { on, patterns }
  const isPlaced = place.scope === 'workspace' || place.scopeId !== ''
  const isUsable = on === 'any' || patterns.length > 0
  const create = useMutation({
    mutationFn: () => {
      const rest = { tool, match, note: note.trim() }
      if (from) return createRule({ ...rest, effect: 'allow', exceptionOf: from.id })
      return createRule({ ...rest, ...place, effect })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rulesKey })
      onClose()
      if (task) toast({ text: 'Rule added. It is under Settings, Policy.' })
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isUsable && isPlaced) create.mutate()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={from ? 'New exception' : 'New rule'}
      className="w-[min(36rem,calc(100vw-2rem))]"
    >
      <form onSubmit={submit} className="scroll-quiet flex max-h-[80vh] flex-col gap-4 overflow-y-auto p-4">
        {from ? null : (
          <Segmented
            label="Effect"
            value={effect}
            onChange={setEffect}
            options={[
              { value: 'ask', label: 'Ask a person' },
              { value: 'deny', label: 'Deny' },
            ]}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Tool">
            {control => (
              <Select
                {...control}
                value={tool}
                onChange={event => setTool(event.target.value)}
                className="w-full"
              >
                {[...new Set([...tools, ...ofServers, tool])].map(name => (
                  <option key={name} value={name}>
                    {name.endsWith('*') ? sentence(toolWords(name)) : name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="What of it">
            {control => (
              <Select
                {...control}
                value={on}
                onChange={event => setOn(event.target.value as MatchKind)}
                className="w-full"
              >
                {Object.entries(kinds).map(([value, { label }]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {on === 'any' ? null : (
          <Field
            label="Patterns, one a line"
            hint={from && on === 'command' ? exceptionHint : kinds[on].hint}
          >
            {control => (
              <Textarea
                {...control}
                data-autofocus
                rows={2}
                placeholder={kinds[on].placeholder}
                value={text}
                onChange={event => setText(event.target.value)}
                className="max-h-40 font-mono text-meta"
              />
            )}
          </Field>
        )}
        {from ? null : <RulePlaceField place={place} task={task} onChange={setPlace} />}
        <Field label="Note" hint="Why. People read it on the card, and the agent when it is denied.">
          {control => (
            <Input
              {...control}
              maxLength={300}
              value={note}
              onChange={event => setNote(event.target.value)}
            />
          )}
        </Field>
        {isUsable ? <RulePreview tool={tool} match={match} exception={from !== undefined} /> : null}
        <FormProblem error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!isUsable || !isPlaced || create.isPending}>
            {from ? 'Add exception' : 'Add rule'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Commands, mostly; calls of a tool server have none, and an exception speaks of what its rule does. */
function firstMatch(from: RuleDialogProps['from']): MatchKind {
  if (from && (from.match.on !== 'any' || isServerTool(from.tool))) return from.match.on
  return 'command'
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
}
