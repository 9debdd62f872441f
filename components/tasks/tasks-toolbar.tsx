'use client'

import { Columns3, List, X } from 'lucide-react'
import { formatPlural } from '../../lib/shared/format'
import { type BoardColumn, boardColumns } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'
import { SearchField } from '../common/search-field'
import { Button } from '../ui/button'
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
      <SearchField
        label="Search tasks"
        placeholder="Search tasks and transcripts"
        value={values.q}
        onChange={q => void change({ q: q || null })}
      />
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
