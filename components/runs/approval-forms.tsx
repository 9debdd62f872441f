'use client'

import { type FormEvent, useId, useState } from 'react'
import type { RuleMatch } from '../../lib/policy/schema'
import { RulePreview } from '../common/rule-preview'
import { Button } from '../ui/button'
import { Textarea } from '../ui/textarea'

interface FormProps {
  isPending: boolean
  onCancel: () => void
}

/** No, with a reason that the agent reads. */
export function DenyWith({
  isPlan,
  isPending,
  onCancel,
  onDeny,
}: FormProps & { isPlan: boolean; onDeny: (reason: string) => void }) {
  return (
    <WordsForm
      label="Reason"
      placeholder={isPlan ? 'What should the plan do differently?' : 'Why not? The agent reads this.'}
      submit={isPlan ? 'Send back' : 'Deny'}
      danger
      isPending={isPending}
      onCancel={onCancel}
      onSubmit={onDeny}
    />
  )
}

/** The call has happened: the person says what came of it, and the agent reads that as its result. */
export function DoneWith({ isPending, onCancel, onDone }: FormProps & { onDone: (result: string) => void }) {
  return (
    <WordsForm
      label="What came of it"
      placeholder="What came of it? The agent reads this as the result."
      submit="Count as done"
      required
      isPending={isPending}
      onCancel={onCancel}
      onSubmit={onDone}
    />
  )
}

interface WordsFormProps extends FormProps {
  label: string
  placeholder: string
  submit: string
  danger?: boolean
  required?: boolean
  onSubmit: (words: string) => void
}

function WordsForm(props: WordsFormProps) {
  const {
    label,
    placeholder,
    submit,
    danger = false,
    required = false,
    isPending,
    onCancel,
    onSubmit,
  } = props
  const [words, setWords] = useState('')
  function send(event: FormEvent) {
    event.preventDefault()
    onSubmit(words.trim())
  }
  return (
    <form onSubmit={send} className="mt-3 flex flex-col gap-2">
      <Textarea
        aria-label={label}
        autoFocus
        placeholder={placeholder}
        maxLength={2_000}
        value={words}
        onChange={event => setWords(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && onCancel()}
        className="max-h-40"
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          variant={danger ? 'danger' : 'primary'}
          disabled={isPending || (required && words.trim() === '')}
        >
          {submit}
        </Button>
      </div>
    </form>
  )
}

interface AllowAlwaysProps extends FormProps {
  tool: string
  match: RuleMatch
  onAllow: (match: RuleMatch) => void
}

/** A rule for good: what it would speak of, and what it would have let through lately. */
export function AllowAlways({ tool, match, isPending, onCancel, onAllow }: AllowAlwaysProps) {
  const [text, setText] = useState(match.patterns.join('\n'))
  const id = useId()
  const patterns = text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  const chosen = { on: match.on, patterns }
  const isUsable = match.on === 'any' || patterns.length > 0
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isUsable) onAllow(chosen)
  }
  return (
    <form onSubmit={submit} aria-label="Always allow" className="mt-3 flex flex-col gap-2 border-t pt-3">
      {match.on === 'any' ? (
        <p>
          Every call of <span className="font-mono text-meta">{tool}</span> would be allowed, for everybody in
          this workspace.
        </p>
      ) : (
        <>
          <label htmlFor={id}>
            Allow <span className="font-mono text-meta">{tool}</span> for everybody in this workspace, one
            pattern a line
          </label>
          <Textarea
            id={id}
            autoFocus
            rows={1}
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => event.key === 'Escape' && onCancel()}
            className="max-h-40 min-h-8 font-mono text-meta"
          />
        </>
      )}
      {isUsable ? <RulePreview tool={tool} match={chosen} exception /> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={isPending || !isUsable}>
          Always allow
        </Button>
      </div>
    </form>
  )
}
