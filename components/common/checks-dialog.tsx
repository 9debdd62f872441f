'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { IconButton } from '../ui/icon-button'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'
import { type CheckDraft, type CheckType, checkTypes, emptyCheck, readChecks } from './check-draft'

interface ChecksDialogProps {
  checks: CheckDraft[]
  onChange: (checks: CheckDraft[]) => void
  onClose: () => void
}

const names: Record<CheckType, string> = {
  command: 'A command succeeds',
  file: 'A file is there',
  json: 'A value in JSON',
  http: 'A web address answers',
  judge: 'A model judges',
}

interface Words {
  main: string
  example: string
  more?: string
  equals?: string
}

const words: Record<CheckType, Words> = {
  command: { main: 'Command', example: 'python3 -m unittest' },
  file: { main: 'Path', example: 'report.md', more: 'Contains (optional)' },
  json: { main: 'Path', example: 'out.json', more: 'Place, such as /total', equals: 'Value (optional)' },
  http: {
    main: 'Address',
    example: 'https://example.com',
    more: 'Contains (optional)',
    equals: 'Status (200)',
  },
  judge: { main: 'Criterion', example: 'The report names a source for every figure' },
}

/** How it is told from outside the agent that the work is done. */
export function ChecksDialog({ checks, onChange, onClose }: ChecksDialogProps) {
  const shown = checks.length > 0 ? checks : [emptyCheck('first')]
  const read = readChecks(shown)
  const change = (id: string, part: Partial<CheckDraft>) =>
    onChange(shown.map(check => (check.id === id ? { ...check, ...part } : check)))
  return (
    <Dialog
      open
      title="Checks"
      onClose={onClose}
      className="w-[min(40rem,calc(100vw-2rem))] text-body leading-5"
    >
      <div className="scroll-quiet max-h-[70vh] overflow-y-auto px-4 pt-1 pb-4">
        <p className="text-muted">
          The work counts as done once these hold. What fails goes back to the agent with what was seen.
        </p>
        <ul className="mt-3 flex flex-col gap-3">
          {shown.map((check, index) => (
            <CheckFields
              key={check.id}
              check={check}
              number={index + 1}
              onChange={part => change(check.id, part)}
              onRemove={() => onChange(shown.filter(each => each.id !== check.id))}
            />
          ))}
        </ul>
        {'problem' in read ? (
          <p role="alert" className="mt-3 text-failed">
            {read.problem}
          </p>
        ) : null}
        <p className="mt-4 flex items-center gap-2">
          <Button
            onClick={() => onChange([...shown, emptyCheck(crypto.randomUUID())])}
            disabled={shown.length >= 20}
          >
            <Plus size={14} strokeWidth={1.5} aria-hidden />
            Add a check
          </Button>
          <Button variant="primary" className="ml-auto" onClick={onClose} disabled={'problem' in read}>
            Done
          </Button>
        </p>
      </div>
    </Dialog>
  )
}

interface CheckFieldsProps {
  check: CheckDraft
  number: number
  onChange: (part: Partial<CheckDraft>) => void
  onRemove: () => void
}

function CheckFields({ check, number, onChange, onRemove }: CheckFieldsProps) {
  const { main, example, more, equals } = words[check.type]
  const label = (name: string) => `${name} of check ${number}`
  return (
    <li className="rounded-panel border p-3">
      <div className="flex items-center gap-2">
        <Select
          aria-label={label('Kind')}
          className="min-w-0 flex-1"
          value={check.type}
          onChange={event =>
            onChange({ type: checkTypes.find(type => type === event.target.value) ?? 'command' })
          }
        >
          {checkTypes.map(type => (
            <option key={type} value={type}>
              {names[type]}
            </option>
          ))}
        </Select>
        <IconButton label={`Remove check ${number}`} onClick={onRemove}>
          <Trash2 size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
      {isLong(check.type) ? (
        <Textarea
          aria-label={label(main)}
          placeholder={`${main}, such as ${example}`}
          rows={1}
          value={check.main}
          onChange={event => onChange({ main: event.target.value })}
          className="mt-2 max-h-40 min-h-8!"
        />
      ) : (
        <Input
          aria-label={label(main)}
          placeholder={`${main}, such as ${example}`}
          value={check.main}
          onChange={event => onChange({ main: event.target.value })}
          className="mt-2"
        />
      )}
      {more || equals ? (
        <div className="mt-2 flex gap-2">
          {more ? (
            <Input
              aria-label={label(more)}
              placeholder={more}
              value={check.more}
              onChange={event => onChange({ more: event.target.value })}
            />
          ) : null}
          {equals ? (
            <Input
              aria-label={label(equals)}
              placeholder={equals}
              value={check.equals}
              onChange={event => onChange({ equals: event.target.value })}
            />
          ) : null}
        </div>
      ) : null}
      <Rest check={check} />
      <CheckRepeats check={check} label={label} onChange={onChange} />
    </li>
  )
}

/** What a check says beside its fields, so that nobody changes it unawares. */
function Rest({ check: { type, rest } }: Pick<CheckFieldsProps, 'check'>) {
  const words = [
    ...(rest?.name ? [`Called “${rest.name}”.`] : []),
    ...(type === 'command' && rest?.exitCode ? [`Passes with exit code ${rest.exitCode}.`] : []),
    ...(type === 'file' && rest?.exists === false ? ['The file must not be there.'] : []),
    ...(type === 'judge' && rest?.model ? [`Judged by ${rest.model}.`] : []),
  ]
  return words.length > 0 ? <p className="mt-2 text-meta text-muted">{words.join(' ')}</p> : null
}

/** Commands and criteria may take several lines; paths and addresses never do. */
function isLong(type: CheckType): boolean {
  return type === 'command' || type === 'judge'
}

interface CheckRepeatsProps extends Pick<CheckFieldsProps, 'check' | 'onChange'> {
  label: (name: string) => string
}

function CheckRepeats({ check, label, onChange }: CheckRepeatsProps) {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-muted">
      <label htmlFor={`required-${check.id}`} className="flex items-center gap-2">
        <Checkbox
          id={`required-${check.id}`}
          checked={check.required}
          onChange={event => onChange({ required: event.target.checked })}
        />
        Required
      </label>
      <span className="flex items-center gap-1.5">
        Passes
        <Input
          aria-label={label('Passes')}
          inputMode="numeric"
          value={check.pass}
          onChange={event => onChange({ pass: event.target.value })}
          className="tabular w-12! text-center"
        />
        of
        <Input
          aria-label={label('Tries')}
          inputMode="numeric"
          value={check.of}
          onChange={event => onChange({ of: event.target.value })}
          className="tabular w-12! text-center"
        />
        {check.of === '1' ? 'try' : 'tries'}
      </span>
    </div>
  )
}
