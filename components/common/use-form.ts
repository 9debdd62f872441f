'use client'

import { type FormEvent, useState } from 'react'
import type { z } from 'zod'

export interface Form {
  /** What is wrong, by the name of the field. */
  errors: Record<string, string>
  /** Why sending failed, when no single field is to blame. */
  failure: Error | null
  busy: boolean
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
}

/**
 * A form of named controls: read, checked with the schema that the server uses too, and sent. Empty optional fields
 * are left out.
 */
export function useForm<Schema extends z.ZodType>(
  schema: Schema,
  send: (values: z.output<Schema>, form: HTMLFormElement) => Promise<void>,
): Form {
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(form: HTMLFormElement): Promise<void> {
    const entries = [...new FormData(form)].filter(([, value]) => value !== '')
    const parsed = schema.safeParse(Object.fromEntries(entries))
    const wrong = parsed.success ? {} : fieldErrors(parsed.error.issues)
    setErrors(wrong)
    setFailure(null)
    if (!parsed.success) {
      focusFirst(form, wrong)
      return
    }
    setBusy(true)
    try {
      await send(parsed.data, form)
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)))
    }
    setBusy(false)
  }

  return {
    errors,
    failure,
    busy,
    onSubmit: event => {
      event.preventDefault()
      if (!busy) void submit(event.currentTarget)
    },
  }
}

interface Issue {
  path: PropertyKey[]
  code: string
  message: string
  input?: unknown
}

function fieldErrors(issues: Issue[]): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const issue of issues) {
    const name = String(issue.path[0] ?? '')
    // A field that was left empty never reached the schema, which then speaks of types.
    const missing = issue.code === 'invalid_type' || issue.code === 'invalid_value'
    errors[name] ??= missing ? 'Please fill this in.' : issue.message
  }
  return errors
}

function focusFirst(form: HTMLFormElement, errors: Record<string, string>): void {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && errors[control.name]) {
      control.focus()
      return
    }
  }
}
