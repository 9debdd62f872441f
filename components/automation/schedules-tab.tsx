'use client'

import { useQuery } from '@tanstack/react-query'
import { AlarmClock } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { deleteSchedule, fireSchedule, scheduleListQuery, updateSchedule } from '../../lib/schedules/queries'
import type { Schedule, ScheduleFire } from '../../lib/schedules/schema'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ItemMenu } from './item-menu'
import { Item, ListFrame } from './list-frame'
import { Moment, NextFires } from './next-fires'
import { fireWords, timingWords } from './timing-words'
import { WorkLine } from './work-line'

const ScheduleEditor = dynamic(() => import('./schedule-editor').then(module => module.ScheduleEditor))

/** Work by the clock: when it starts next, and what it has started. */
export function SchedulesTab() {
  const query = useQuery(scheduleListQuery())
  const mayWrite = useAllowed('schedule:write')
  return (
    <ListFrame
      query={query}
      noun="schedules"
      newLabel="New schedule"
      empty={{
        icon: <AlarmClock size={20} strokeWidth={1.5} aria-hidden />,
        title: 'No schedule yet',
        words:
          'A schedule starts a task by itself: on days of the week, every so many minutes, or once. It goes on while nobody has this page open.',
      }}
      mayWrite={mayWrite}
      rows={({ schedules }, edit: (schedule: Schedule) => void) =>
        schedules.map(schedule => (
          <ScheduleItem
            key={schedule.id}
            schedule={schedule}
            mayWrite={mayWrite}
            onEdit={() => edit(schedule)}
          />
        ))
      }
      editor={(schedule, onClose) => <ScheduleEditor schedule={schedule} onClose={onClose} />}
    />
  )
}

interface ScheduleItemProps {
  schedule: Schedule
  mayWrite: boolean
  onEdit: () => void
}

function ScheduleItem({ schedule, mayWrite, onEdit }: ScheduleItemProps) {
  const { id, name, paused, problem, next, fires } = schedule
  const change = useChange(scheduleListQuery().queryKey)
  return (
    <Item
      name={name}
      aside={paused ? <Badge tone="waiting">paused</Badge> : null}
      actions={
        mayWrite ? (
          <>
            <Button
              size="small"
              disabled={change.busy}
              onClick={() => change.run(() => fireSchedule(id), 'Task started.')}
            >
              Start now
            </Button>
            <ItemMenu
              name={name}
              onEdit={onEdit}
              onDelete={() => change.run(() => deleteSchedule(id))}
              afterDelete="It starts nothing more. The tasks it has started stay."
              pause={{ paused, onChange: next => change.run(() => updateSchedule(id, { paused: next })) }}
            />
          </>
        ) : null
      }
    >
      <p>
        {timingWords(schedule.timing)}
        {schedule.ownerName ? `, in the name of ${schedule.ownerName}` : ''}
      </p>
      <WorkLine work={schedule.work} />
      {problem ? (
        <p role="alert" className="text-failed">
          {problem}
        </p>
      ) : null}
      {paused ? null : <NextFires next={next} />}
      {fires.length > 0 ? <History fires={fires} /> : null}
    </Item>
  )
}

function History({ fires }: { fires: readonly ScheduleFire[] }) {
  return (
    <details>
      <summary className="cursor-default text-meta">History</summary>
      <ul className="mt-1 flex flex-col gap-0.5 text-meta">
        {fires.map(fire => (
          <li key={fire.firesAt} className="flex flex-wrap gap-x-2">
            <Moment at={fire.firesAt} />
            <span>{fireWords[fire.kind]}</span>
            {fire.taskId ? (
              <Link href={`/tasks/${fire.taskId}`} className="text-ink underline underline-offset-2">
                {fire.taskTitle ?? 'Task'}
              </Link>
            ) : null}
            {fire.problem ? <span className="text-failed">{fire.problem}</span> : null}
          </li>
        ))}
      </ul>
    </details>
  )
}
