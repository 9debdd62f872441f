'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import { actOnTasks } from '../../lib/tasks/queries'
import type { BulkInput } from '../../lib/tasks/schema'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Select } from '../ui/select'
import { useToast } from '../ui/toast'
import type { Selection } from './use-selection'

const priorities = [
  ['2', 'Urgent'],
  ['1', 'High'],
  ['0', 'Normal'],
  ['-1', 'Low'],
  ['-2', 'Lowest'],
] as const

type Asked = 'stop' | 'archive'
const questions: Record<Asked, { confirm: string; words: string }> = {
  stop: { confirm: 'Stop', words: 'What was done stays. Each can be run again.' },
  archive: { confirm: 'Archive', words: 'They leave the board. Their history stays.' },
}

/** What can be done with all chosen tasks at once. */
export function BulkBar({ selection }: { selection: Selection }) {
  const ids = [...selection.ids]
  const [asked, setAsked] = useState<Asked | null>(null)
  const client = useQueryClient()
  const toast = useToast()
  const bulk = useMutation({
    mutationFn: (input: BulkInput) => actOnTasks(input),
    onSuccess: ({ results }) => {
      const problems = results.filter(each => !each.ok)
      const done = formatPlural(results.length - problems.length, 'task')
      if (problems.length === 0) toast({ text: `${done} changed.` })
      else toast({ tone: 'failed', text: `${done} changed, ${problems.length} not: ${problems[0]?.problem}` })
      selection.clear()
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  })
  useShortcut('Escape', selection.clear, ids.length > 0)
  if (ids.length === 0) return null
  const act = (action: 'start' | 'stop' | 'done' | 'archive') => bulk.mutate({ ids, action })
  return (
    <section
      aria-label="Chosen tasks"
      className="sticky bottom-0 z-20 flex flex-wrap items-center gap-2 border-t bg-raised px-5 py-2 max-md:px-4"
    >
      <span role="status" className="tabular font-medium">
        {ids.length} chosen
      </span>
      <Button size="small" disabled={bulk.isPending} onClick={() => act('start')}>
        Start
      </Button>
      <Button size="small" disabled={bulk.isPending} onClick={() => setAsked('stop')}>
        Stop
      </Button>
      <Button size="small" disabled={bulk.isPending} onClick={() => act('done')}>
        Mark as done
      </Button>
      <Button size="small" disabled={bulk.isPending} onClick={() => setAsked('archive')}>
        Archive
      </Button>
      <Select
        aria-label="Priority"
        value=""
        onChange={event => bulk.mutate({ ids, action: 'priority', priority: Number(event.target.value) })}
      >
        <option value="">Priority</option>
        {priorities.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button size="small" variant="ghost" className="ml-auto" onClick={selection.clear}>
        Choose none
      </Button>
      {asked ? (
        <ConfirmDialog
          open
          title={`${questions[asked].confirm} ${formatPlural(ids.length, 'task')}?`}
          confirm={questions[asked].confirm}
          danger
          onConfirm={() => act(asked)}
          onClose={() => setAsked(null)}
        >
          {questions[asked].words}
        </ConfirmDialog>
      ) : null}
    </section>
  )
}
