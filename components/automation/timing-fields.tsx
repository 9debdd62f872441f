'use client'

import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { type TimingDraft, weekdays } from './timing-draft'

interface TimingFieldsProps {
  draft: TimingDraft
  onChange: (part: Partial<TimingDraft>) => void
}

/** When work starts: on days, every so often, once, or by a cron line. */
export function TimingFields({ draft, onChange }: TimingFieldsProps) {
  return (
    <>
      <Field label="When">
        {control => (
          <Select
            {...control}
            value={draft.kind}
            onChange={event => onChange({ kind: event.target.value as TimingDraft['kind'] })}
          >
            <option value="days">On days of the week</option>
            <option value="every">Every so many minutes</option>
            <option value="at">Once</option>
            <option value="cron">By a cron line</option>
          </Select>
        )}
      </Field>
      {draft.kind === 'days' ? <DayChoice days={draft.days} onChange={days => onChange({ days })} /> : null}
      <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
        <Moment draft={draft} onChange={onChange} />
        {draft.kind === 'days' || draft.kind === 'cron' ? (
          <ZoneField zone={draft.zone} onChange={zone => onChange({ zone })} />
        ) : null}
      </div>
    </>
  )
}

function Moment({ draft, onChange }: TimingFieldsProps) {
  switch (draft.kind) {
    case 'days':
      return (
        <Field label="At">
          {control => (
            <Input
              {...control}
              type="time"
              value={draft.clock}
              onChange={event => onChange({ clock: event.target.value })}
            />
          )}
        </Field>
      )
    case 'cron':
      return (
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
      )
    case 'every':
      return (
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
      )
    case 'at':
      return (
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
      )
  }
}

interface DayChoiceProps {
  days: readonly number[]
  onChange: (days: number[]) => void
}

function DayChoice({ days, onChange }: DayChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Days</legend>
      <div className="flex flex-wrap gap-1.5">
        {weekdays.map(([day, name]) => {
          const isChosen = days.includes(day)
          return (
            <button
              key={day}
              type="button"
              aria-pressed={isChosen}
              onClick={() => onChange(isChosen ? days.filter(each => each !== day) : [...days, day])}
              className="h-8 rounded-control border px-2 text-muted transition-colors duration-150 hover:bg-hover aria-pressed:border-strong aria-pressed:bg-selected aria-pressed:text-ink max-md:h-9"
            >
              {name}
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}

function ZoneField({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  return (
    <Field label="Time zone">
      {control => (
        <>
          <Input
            {...control}
            value={zone}
            list="time-zones"
            onChange={event => onChange(event.target.value)}
          />
          <datalist id="time-zones">
            {Intl.supportedValuesOf('timeZone').map(each => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
