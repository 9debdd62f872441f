'use client'

import { Columns3, List, Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import { type BoardColumn, boardColumns } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import type { useTaskFilter } from './use-task-filter'

const stateNames: Record<BoardColumn, string> = {
  backlog: 'Backlog',
  working: 'Working',
  'needs-you': 'Needs you',
  review: 'Review',
  done: 'Done',
}

interface TasksToolbarProps {
  filter: ReturnType<typeof useTaskFilter>
  tasks: readonly Task[]
  shown: number
}

/** Words and filters on the left, the way to look on the right. */
export function TasksToolbar({ filter, tasks, shown }: TasksToolbarProps) {
  const { values, change } = filter
  const agents = [...new Set(tasks.flatMap(task => task.agentName ?? []))].sort()
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField value={values.q} onChange={q => void change({ q: q || null })} />
      {values.view === 'list' ? (
        <Select
          aria-label="State"
          value={values.state ?? ''}
          onChange={event => void change({ state: (event.target.value || null) as BoardColumn | null })}
        >
          <option value="">Any state</option>
          {boardColumns.map(column => (
            <option key={column} value={column}>
              {stateNames[column]}
            </option>
          ))}
        </Select>
      ) : null}
      {agents.length > 1 ? (
        <Select
          aria-label="Agent"
          value={values.agent ?? ''}
          onChange={event => void change({ agent: event.target.value || null })}
        >
          <option value="">Any agent</option>
          {agents.map(agent => (
            <option key={agent}>{agent}</option>
          ))}
        </Select>
      ) : null}
      {filter.isFiltered ? (
        <Button variant="ghost" onClick={filter.clear}>
          <X {...icon} /> {formatPlural(shown, 'task')}
        </Button>
      ) : null}
      <span className="ml-auto">
        <Segmented
          label="View"
          value={values.view}
          onChange={view => void change({ view })}
          options={[
            { value: 'board', label: 'Board', icon: <Columns3 {...icon} /> },
            { value: 'list', label: 'List', icon: <List {...icon} /> },
          ]}
        />
      </span>
    </div>
  )
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), 200)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  useShortcut('/', () => field.current?.focus())
  return (
    <span className="relative w-64 max-md:w-full">
      <Search
        size={14}
        strokeWidth={1.5}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
      />
      <Input
        ref={field}
        type="search"
        aria-label="Search tasks"
        placeholder="Search tasks and transcripts"
        value={text}
        onChange={event => setText(event.target.value)}
        className="pl-8"
      />
    </span>
  )
}
