'use client'

import type { ReactNode } from 'react'
import { Button } from '../ui/button'
import { FormProblem } from './form-problem'

interface DialogFormProps {
  /** What its button says. */
  send: string
  /** The form cannot be sent as it is. */
  disabled: boolean
  busy: boolean
  /** What is wrong with what is written. */
  problem?: string | null
  /** Why sending failed. */
  error: Error | null
  onSend: () => void
  onClose: () => void
  /** Left of the buttons. */
  aside?: ReactNode
  children: ReactNode
}

/** A form in a dialog: the fields scroll, what is wrong and the buttons stay in view. */
export function DialogForm(props: DialogFormProps) {
  const { send, disabled, busy, problem, error, onSend, onClose, aside, children } = props
  return (
    <form
      noValidate
      className="flex max-h-[80dvh] flex-col"
      onSubmit={event => {
        event.preventDefault()
        if (!disabled && !busy) onSend()
      }}
    >
      <div className="scroll-quiet flex min-h-0 flex-col gap-4 overflow-y-auto p-4">{children}</div>
      <div className="flex shrink-0 flex-col gap-2 border-t px-4 py-3">
        {problem ? (
          <p role="alert" className="text-failed">
            {problem}
          </p>
        ) : null}
        <FormProblem error={error} />
        <div className="flex flex-wrap justify-end gap-2">
          {aside ? <span className="mr-auto">{aside}</span> : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={disabled || busy}>
            {send}
          </Button>
        </div>
      </div>
    </form>
  )
}
