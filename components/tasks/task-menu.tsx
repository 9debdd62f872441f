'use client'

import {
  Archive,
  Ban,
  Check,
  Ellipsis,
  Hourglass,
  LayoutTemplate,
  Play,
  RotateCcw,
  ShieldCheck,
  Undo2,
} from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { Task } from '../../lib/tasks/schema'
import { templateFromTask, templateListQuery } from '../../lib/templates/queries'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import type { TriggerElement } from '../ui/open-on-demand'
import { useTaskActions } from './use-task-actions'

const BlockersDialog = dynamic(() => import('./blockers-dialog').then(module => module.BlockersDialog))
const RuleDialog = dynamic(() => import('../common/rule-dialog').then(module => module.RuleDialog))

interface TaskMenuProps {
  task: Task
  trigger?: TriggerElement
}

/** What can be done with a task, wherever it is shown. All of it changes something, so viewers have no menu. */
export function TaskMenu(props: TaskMenuProps) {
  return useAllowed('task:write') ? <Actions {...props} /> : null
}

function Actions({ task, trigger }: TaskMenuProps) {
  const { change, retry, remove } = useTaskActions(task)
  const templates = useChange(templateListQuery().queryKey)
  const [choosing, setChoosing] = useState(false)
  const [ruling, setRuling] = useState(false)
  const mayRule = useAllowed('policy:write')
  const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const
  const ended = !task.run || isEnded(task.run.status)
  const closed = task.status === 'done' || task.status === 'cancelled'
  return (
    <>
      <Menu
        trigger={
          trigger ?? (
            <button
              type="button"
              aria-label={`Actions for ${task.title}`}
              className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-ink max-md:size-9"
            >
              <Ellipsis {...icon} />
            </button>
          )
        }
      >
        {closed ? (
          <MenuItem
            icon={<Undo2 {...icon} />}
            onSelect={() => change({ status: 'review' }, 'Task reopened.')}
          >
            Reopen
          </MenuItem>
        ) : (
          <MenuItem icon={<Check {...icon} />} onSelect={() => change({ status: 'done' }, 'Task done.')}>
            Mark as done
          </MenuItem>
        )}
        <MenuItem
          icon={task.run ? <RotateCcw {...icon} /> : <Play {...icon} />}
          disabled={!ended || task.scripted !== null}
          onSelect={retry}
        >
          {task.run ? 'Run again' : 'Start'}
        </MenuItem>
        <MenuItem icon={<Hourglass {...icon} />} onSelect={() => setChoosing(true)}>
          Waits for…
        </MenuItem>
        {mayRule ? (
          <MenuItem icon={<ShieldCheck {...icon} />} onSelect={() => setRuling(true)}>
            New rule for it…
          </MenuItem>
        ) : null}
        <MenuItem
          icon={<LayoutTemplate {...icon} />}
          disabled={task.scripted !== null}
          onSelect={() =>
            templates.run(() => templateFromTask(task.id), 'Template saved. It is under Automation.')
          }
        >
          Save as template
        </MenuItem>
        <MenuSeparator />
        {closed ? null : (
          <MenuItem
            icon={<Ban {...icon} />}
            onSelect={() => change({ status: 'cancelled' }, 'Task cancelled.')}
          >
            Cancel
          </MenuItem>
        )}
        <MenuItem icon={<Archive {...icon} />} disabled={!ended} onSelect={remove}>
          Archive
        </MenuItem>
      </Menu>
      {choosing ? <BlockersDialog task={task} onClose={() => setChoosing(false)} /> : null}
      {ruling ? <RuleDialog task={task} onClose={() => setRuling(false)} /> : null}
    </>
  )
}
