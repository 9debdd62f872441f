'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createSchedule,
  scheduleListQuery,
  timingPreviewQuery,
  updateSchedule,
} from '../../lib/schedules/queries'
import type { MissedFires, Schedule } from '../../lib/schedules/schema'
import { DialogForm } from '../common/dialog-form'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { NextFires } from './next-fires'
import { draftOf, readTiming } from './timing-draft'
import { TimingFields } from './timing-fields'
import { readWork, useWorkDraft, WorkFields } from './work-fields'

interface ScheduleEditorProps {
  /** Null for a new one. */
  schedule: Schedule | null
  onClose: () => void
}

/** When, what, and what happens to moments that were missed. */
export function ScheduleEditor({ schedule, onClose }: ScheduleEditorProps) {
  const [name, setName] = useState(schedule?.name ?? '')
  const [missed, setMissed] = useState<MissedFires>(schedule?.missed ?? 'once')
  const [timing, setTiming] = useState(() => draftOf(schedule?.timing))
  const work = useWorkDraft(schedule?.work)
  const client = useQueryClient()
  const wanted = readTiming(timing)
  const preview = useQuery(timingPreviewQuery(wanted))
  const save = useMutation({
    mutationFn: async () => {
      if (!wanted) throw new Error('Say when it starts.')
      const fields = { name: name.trim(), missed, timing: wanted, work: readWork(work) }
      await (schedule ? updateSchedule(schedule.id, fields) : createSchedule(fields))
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: scheduleListQuery().queryKey })
      onClose()
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={schedule ? 'Edit schedule' : 'New schedule'}
      className="w-[min(40rem,calc(100vw-2rem))]"
    >
      <DialogForm
        send="Save"
        disabled={name.trim() === ''}
        busy={save.isPending}
        error={save.error}
        onSend={() => save.mutate()}
        onClose={onClose}
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
        <Field label="If a start was missed" hint="While Reef was not running. A pause misses nothing.">
          {control => (
            <Select
              {...control}
              value={missed}
              onChange={event => setMissed(event.target.value as MissedFires)}
            >
              <option value="once">Start once, late</option>
              <option value="skip">Leave it out</option>
              <option value="all">Start each of them, the last 20</option>
            </Select>
          )}
        </Field>
        <WorkFields {...work} />
      </DialogForm>
    </Dialog>
  )
}
