'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createSchedule,
  scheduleListQuery,
  timingPreviewQuery,
  updateSchedule,
} from '../../lib/schedules/queries'
import type { MissedFires, Schedule, Timing } from '../../lib/schedules/schema'
import { FormProblem } from '../common/form-problem'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { NextFires } from './next-fires'
import { readWork, useWorkDraft, WorkFields } from './work-fields'

interface ScheduleEditorProps {
  /** Null for a new one. */
  schedule: Schedule | null
  onClose: () => void
}

interface TimingDraft {
  kind: Timing['kind']
  expression: string
  zone: string
  minutes: string
  time: string
}

/** When, what, and what happens to moments that were missed. */
export function ScheduleEditor({ schedule, onClose }: ScheduleEditorProps) {
  const [name, setName] = useState(schedule?.name ?? '')
  const [missed, setMissed] = useState<MissedFires>(schedule?.missed ?? 'once')
  const [timing, setTiming] = useState<TimingDraft>(() => draftOf(schedule?.timing))
  const work = useWorkDraft(schedule?.work)
  const client = useQueryClient()
  const wanted = readTiming(timing)
  const preview = useQuery(timingPreviewQuery(wanted))
  const save = useMutation({
    mutationFn: async () => {
      if (!wanted) throw new Error('Say when it starts.')
      const fields = { name: name.trim(), missed, timing: wanted, work: readWork(work.draft) }
      await (schedule ? updateSchedule(schedule.id, fields) : createSchedule(fields))
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: scheduleListQuery().queryKey })
      onClose()
    },
  })
  return (
    <Dialog open onClose={onClose} title={schedule ? 'Edit schedule' : 'New schedule'}>
      <form
        noValidate
        className="scroll-quiet flex max-h-[75vh] flex-col gap-4 overflow-y-auto p-4"
        onSubmit={event => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label="Name">
          {control => (
            <Input
              {...control}
              data-autofocus
              value={name}
              onChange={event => setName(event.target.value)}
              placeholder="Morning report"
            />
          )}
        </Field>
        <TimingFields draft={timing} onChange={part => setTiming({ ...timing, ...part })} />
        <div aria-live="polite" className="text-meta text-muted">
          {preview.data ? <NextFires next={preview.data.next} /> : null}
          {preview.error ? <p className="text-failed">{preview.error.message}</p> : null}
        </div>
        <Field label="If moments were missed" hint="While Reef was not running. A pause misses nothing.">
          {control => (
            <Select
              {...control}
              value={missed}
              onChange={event => setMissed(event.target.value as MissedFires)}
            >
              <option value="once">Start once</option>
              <option value="skip">Leave them out</option>
              <option value="all">Start each (the last 20)</option>
            </Select>
          )}
        </Field>
        <WorkFields {...work} />
        <FormProblem error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={save.isPending || name.trim() === ''}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function TimingFields({
  draft,
  onChange,
}: {
  draft: TimingDraft
  onChange: (part: Partial<TimingDraft>) => void
}) {
  return (
    <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
      <Field label="When">
        {control => (
          <Select
            {...control}
            value={draft.kind}
            onChange={event => onChange({ kind: event.target.value as Timing['kind'] })}
          >
            <option value="cron">By a cron line</option>
            <option value="every">Every so many minutes</option>
            <option value="at">Once, at a time</option>
          </Select>
        )}
      </Field>
      {draft.kind === 'cron' ? (
        <>
          <Field label="Cron line" hint="Minute, hour, day, month, day of the week.">
            {control => (
              <Input
                {...control}
                className="font-mono"
                value={draft.expression}
                onChange={event => onChange({ expression: event.target.value })}
              />
            )}
          </Field>
          <Field label="Time zone">
            {control => (
              <Input
                {...control}
                value={draft.zone}
                list="time-zones"
                onChange={event => onChange({ zone: event.target.value })}
              />
            )}
          </Field>
          <datalist id="time-zones">
            {Intl.supportedValuesOf('timeZone').map(zone => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      ) : null}
      {draft.kind === 'every' ? (
        <Field label="Minutes">
          {control => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.minutes}
              onChange={event => onChange({ minutes: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {draft.kind === 'at' ? (
        <Field label="Time" hint="In the time zone of this browser.">
          {control => (
            <Input
              {...control}
              type="datetime-local"
              value={draft.time}
              onChange={event => onChange({ time: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </div>
  )
}

function draftOf(timing: Timing | undefined): TimingDraft {
  return {
    kind: timing?.kind ?? 'cron',
    expression: timing?.kind === 'cron' ? timing.expression : '0 9 * * 1-5',
    zone: timing?.kind === 'cron' ? timing.zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
    minutes: timing?.kind === 'every' ? String(timing.minutes) : '60',
    time: timing?.kind === 'at' ? localTime(new Date(timing.time)) : '',
  }
}

/** As the browser's own control writes a time. */
function localTime(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The timing that the fields mean; null while they mean none. */
function readTiming(draft: TimingDraft): Timing | null {
  if (draft.kind === 'cron') {
    const expression = draft.expression.trim()
    return expression ? { kind: 'cron', expression, zone: draft.zone.trim() || 'UTC' } : null
  }
  if (draft.kind === 'every') {
    const minutes = Number(draft.minutes)
    return Number.isInteger(minutes) && minutes > 0 ? { kind: 'every', minutes } : null
  }
  const time = new Date(draft.time)
  return Number.isNaN(time.getTime()) ? null : { kind: 'at', time: time.toISOString() }
}
