'use client'

import { CornerDownLeft, RotateCcw } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { useRun } from './run-context'
import { useCommand } from './use-command'

/** Talks to the run: steers it while it works, answers when it asks, starts it again when it has ended. */
export function RunComposer({ state }: { state: RunState }) {
  const mayControl = useAllowed('run:control')
  if (!mayControl) return null
  if (isEnded(state.status)) return <EndedComposer />
  // Reef's own question has its field on its card, right above.
  if (state.waiting?.help) return null
  return <LiveComposer state={state} />
}

function EndedComposer() {
  const { retry } = useRun()
  return (
    <div className="flex shrink-0 items-center gap-3 border-t px-5 py-2.5 max-md:px-3">
      <p className="min-w-0 flex-1 text-muted">
        This run has ended. A new run starts from the task’s own words.
      </p>
      <Button onClick={retry}>
        <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
        Run again
      </Button>
    </div>
  )
}

function LiveComposer({ state }: { state: RunState }) {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const command = useCommand(state.runId)
  const question = Object.values(state.toolCalls).find(call => call.status === 'asking')
  useShortcut('m', () => field.current?.focus())
  function submit() {
    const words = text.trim()
    if (!words) return
    command.send(
      question ? { type: 'answer', text: words, callId: question.callId } : { type: 'message', text: words },
      { onError: () => setText(current => current || words) },
    )
    setText('')
  }
  function key(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  const verb = question ? 'Answer' : state.status === 'running' ? 'Steer' : 'Send'
  return (
    <div className="shrink-0 px-5 pb-4 max-md:px-3 max-md:pb-3">
      <div className="mx-auto max-w-200">
        <QueuedMessages
          state={state}
          sending={command.sending?.type === 'message' ? command.sending.text : null}
        />
        {command.error ? (
          <p role="alert" className="pb-1.5 text-failed">
            {command.error.message}
          </p>
        ) : null}
        <div className="flex items-end gap-2 rounded-panel border bg-raised p-1.5 transition-colors duration-150 focus-within:border-strong">
          <textarea
            ref={field}
            aria-label={question ? 'Your answer' : 'Message to the agent'}
            placeholder={question ? 'Answer the question' : 'Say something; it enters at the next step'}
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={key}
            rows={1}
            className="field-sizing-content max-h-44 min-h-8 min-w-0 flex-1 resize-none bg-transparent px-2 py-1.5 text-read leading-5 outline-none max-md:text-lead"
          />
          <Button variant="primary" disabled={text.trim() === ''} onClick={submit}>
            {verb}
            <CornerDownLeft size={14} strokeWidth={1.5} aria-hidden className="max-md:hidden" />
          </Button>
        </div>
      </div>
    </div>
  )
}

/** What has been said and not yet been read by the model. */
function QueuedMessages({ state, sending }: { state: RunState; sending: string | null }) {
  const queued = [
    ...state.pendingMessages.map(message => ({ key: message.messageId, text: message.text, sent: true })),
    ...(sending ? [{ key: 'sending', text: sending, sent: false }] : []),
  ]
  if (queued.length === 0) return null
  return (
    <ul aria-label="Queued messages" className="mb-1.5 flex flex-col gap-1">
      {queued.map(message => (
        <li
          key={message.key}
          className="flex items-baseline gap-3 rounded-control border border-dashed px-3 py-1.5 text-muted"
        >
          <span className="line-clamp-3 min-w-0 flex-1 whitespace-pre-wrap break-words">{message.text}</span>
          <span className="shrink-0 text-faint text-meta">
            {message.sent ? 'Enters at the next step' : 'Sending'}
          </span>
        </li>
      ))}
    </ul>
  )
}
