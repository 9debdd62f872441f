'use client'

import Link from 'next/link'
import { usageOf } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'
import { AgentGlyph } from '../common/agent-glyph'
import { BudgetBar } from '../common/budget-bar'
import { RunFigures } from '../common/run-figures'
import { ScriptedBadge } from '../common/scripted-badge'
import { StatusWords } from '../common/status-words'
import { TimeAgo } from '../common/time-ago'
import { Cell, HeaderCell, Row, Table } from '../ui/table'
import { BlockedNote } from './blocked-by'
import { ChooseBox } from './choose-box'
import { isPending } from './pending-task'
import { TaskMenu } from './task-menu'
import type { Selection } from './use-selection'

interface TaskListProps {
  tasks: readonly Task[]
  selection: Selection
  selectedId: string | null
  onSelect: (taskId: string) => void
}

/** Tasks as a table: one line each, everything that tells them apart. */
export function TaskList({ tasks, selection, selectedId, onSelect }: TaskListProps) {
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-auto">
      <Table>
        <thead>
          <tr>
            <HeaderCell className="pl-5 max-md:pl-4">Task</HeaderCell>
            <HeaderCell className="max-md:hidden">Status</HeaderCell>
            <HeaderCell className="max-lg:hidden">Agent</HeaderCell>
            <HeaderCell className="text-right max-md:hidden">Used</HeaderCell>
            <HeaderCell className="w-24 max-lg:hidden">Budget</HeaderCell>
            <HeaderCell className="text-right">Last event</HeaderCell>
            <HeaderCell>
              <span className="sr-only">Actions</span>
            </HeaderCell>
          </tr>
        </thead>
        <tbody>
          {tasks.map(task => (
            <TaskRow
              key={task.id}
              task={task}
              selection={selection}
              selected={task.id === selectedId}
              onSelect={() => onSelect(task.id)}
            />
          ))}
        </tbody>
      </Table>
    </div>
  )
}

interface TaskRowProps {
  task: Task
  selection: Selection
  selected: boolean
  onSelect: () => void
}

function TaskRow({ task, selection, selected, onSelect }: TaskRowProps) {
  const { run } = task
  return (
    <Row
      data-selected={selected}
      data-task={task.id}
      onPointerEnter={onSelect}
      className="relative [contain-intrinsic-size:auto_36px] [content-visibility:auto]"
    >
      <Cell className="max-w-0 w-full pl-5 max-md:py-2 max-md:pl-4">
        <span className="flex items-center gap-2">
          {isPending(task) ? null : <ChooseBox task={task} selection={selection} />}
          {isPending(task) ? (
            <span className="truncate font-medium">{task.title}</span>
          ) : (
            <Link
              href={`/tasks/${task.id}`}
              onFocus={onSelect}
              className="truncate font-medium after:absolute after:inset-0"
            >
              {task.title}
            </Link>
          )}
          {task.scripted ? <ScriptedBadge /> : null}
          <BlockedNote task={task} />
        </span>
        <span className="hidden truncate text-meta text-muted max-md:block">
          {run ? <StatusWords run={run} /> : 'Not started'}
        </span>
      </Cell>
      <Cell className="max-md:hidden">
        {run ? <StatusWords run={run} /> : <span className="text-muted">Not started</span>}
      </Cell>
      <Cell className="max-lg:hidden">
        <span className="flex items-center gap-1.5 whitespace-nowrap text-muted">
          <AgentGlyph name={task.agentName ?? 'Reef'} />
          {task.agentName ?? 'Reef'}
        </span>
      </Cell>
      <Cell className="text-right text-muted max-md:hidden">
        {run ? <RunFigures usage={usageOf(task, run)} scripted={run.scripted} /> : null}
      </Cell>
      <Cell className="max-lg:hidden">
        {run ? <BudgetBar usage={usageOf(task, run)} budget={task.budget} /> : null}
      </Cell>
      <Cell className="tabular whitespace-nowrap text-right text-muted">
        <TimeAgo at={run?.lastEventAt ?? task.updatedAt} />
      </Cell>
      <Cell className="relative w-10 pr-4">
        <TaskMenu task={task} />
      </Cell>
    </Row>
  )
}
