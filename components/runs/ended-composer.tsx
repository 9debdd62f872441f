'use client'

import { CornerDownLeft, RotateCcw } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { RunState } from '../../lib/runs/run-state'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { canGoOn } from './can-go-on'
import { useRun } from './run-context'
import { useFork } from './use-fork'

/** What can be said to a run that has ended: what comes next, in a new attempt that goes on from its end. */
export function EndedComposer({ state }: { state: RunState }) {
  const { retry } = useRun()
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const { fork, isPending, error } = useFork(state.runId)
  const goesOn = canGoOn(state)
  useShortcut('m', () => field.current?.focus(), goesOn)
  const again = (
    <Button onClick={retry}>
      <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
      Run again
    </Button>
  )
  if (!goesOn)
    return (
      <div className="flex shrink-0 items-center gap-3 border-t px-5 py-2.5 max-md:px-3">
        <p className="min-w-0 flex-1 text-muted">
          This run has ended. A new run starts from the task’s own words.
        </p>
        {again}
      </div>
    )
  function submit() {
    const message = text.trim()
    if (message && !isPending) fork({ message })
  }
  function key(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <div className="shrink-0 border-t px-5 py-2.5 max-md:px-3">
      <div className="mx-auto max-w-200">
        {error ? (
          <p role="alert" className="pb-1.5 text-failed">
            {error.message}
          </p>
        ) : null}
        <div className="flex items-end gap-2 max-md:flex-wrap">
          <textarea
            ref={field}
            aria-label="What comes next"
            placeholder="Say what comes next"
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={key}
            rows={1}
            className="field-sizing-content max-h-44 min-h-8 min-w-0 flex-1 resize-none rounded-control border bg-raised px-2.5 py-1.5 text-read leading-5 max-md:basis-full max-md:text-lead"
          />
          <Button variant="primary" disabled={text.trim() === '' || isPending} onClick={submit}>
            Send and go on
            <CornerDownLeft size={14} strokeWidth={1.5} aria-hidden className="max-md:hidden" />
          </Button>
          {again}
        </div>
      </div>
    </div>
  )
}
