'use client'

import { type BoardColumn, boardColumns, columnOf } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'
import { classNames } from '../ui/class-names'
import { TaskCard } from './task-card'
import type { Selection } from './use-selection'

const columnNames: Record<BoardColumn, string> = {
  backlog: 'Backlog',
  working: 'Working',
  'needs-you': 'Needs you',
  review: 'Review',
  done: 'Done',
}

const emptyWords: Record<BoardColumn, string> = {
  backlog: 'Tasks kept for later',
  working: 'Nothing is running',
  'needs-you': 'Nobody waits for you',
  review: 'Nothing to review',
  done: 'Nothing finished yet',
}

/** In one column, what waits for a person comes first. */
const phoneOrder: Record<BoardColumn, string> = {
  'needs-you': 'max-lg:order-1',
  working: 'max-lg:order-2',
  review: 'max-lg:order-3',
  backlog: 'max-lg:order-4',
  done: 'max-lg:order-5',
}

/** Tasks in the order in which the board shows them: by column, newest first. */
export function inBoardOrder(tasks: readonly Task[]): Task[] {
  return boardColumns.flatMap(column => tasks.filter(task => columnOf(task) === column))
}

interface TaskBoardProps {
  tasks: readonly Task[]
  selection: Selection
  selectedId: string | null
  onSelect: (taskId: string) => void
}

/** Every column in view; what a task does decides where it stands. */
export function TaskBoard({ tasks, selection, selectedId, onSelect }: TaskBoardProps) {
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-auto px-5 pb-5 max-md:px-4">
      <div className="grid min-h-full grid-cols-[repeat(5,minmax(184px,1fr))] gap-3 max-lg:grid-cols-1">
        {boardColumns.map(column => {
          const inColumn = tasks.filter(task => columnOf(task) === column)
          return (
            <section
              key={column}
              aria-label={columnNames[column]}
              className={classNames('min-w-0', phoneOrder[column], inColumn.length === 0 && 'max-lg:hidden')}
            >
              <h2 className="z-10 flex h-9 items-center gap-2 bg-surface md:sticky md:top-0 font-medium text-body">
                {columnNames[column]}
                <span className="tabular font-normal text-faint">{inColumn.length}</span>
              </h2>
              <div className="flex flex-col gap-2">
                {inColumn.map(task => (
                  <TaskCard
                    key={task.id}
                    task={task}
                    selection={selection}
                    selected={task.id === selectedId}
                    onSelect={() => onSelect(task.id)}
                  />
                ))}
                {inColumn.length === 0 ? (
                  <p className="rounded-panel border border-dashed px-3 py-4 text-center text-faint text-meta">
                    {emptyWords[column]}
                  </p>
                ) : null}
              </div>
            </section>
          )
        })}
      </div>
    </div>
  )
}
