'use client'

import { Clock3, CornerDownLeft } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type KeyboardEvent, useRef, useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { useCommand } from './use-command'

const MessageQueue = dynamic(() => import('./message-queue').then(module => module.MessageQueue))
const EndedComposer = dynamic(() => import('./ended-composer').then(module => module.EndedComposer))

/** Talks to the run: steers it while it works, answers when it asks, lets it go on when it has ended. */
export function RunComposer({ state }: { state: RunState }) {
  const mayControl = useAllowed('run:control')
  if (!mayControl) return null
  if (isEnded(state.status))
    return state.created.parentRunId === null ? <EndedComposer state={state} /> : null
  // Reef's own question has its field on its card, right above.
  if (state.waiting?.help) return null
  return <LiveComposer state={state} />
}

function LiveComposer({ state }: { state: RunState }) {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const command = useCommand(state.runId)
  const question = Object.values(state.toolCalls).find(call => call.status === 'asking')
  useShortcut('m', () => field.current?.focus())
  function submit(later: boolean) {
    const words = text.trim()
    if (!words) return
    const message = { type: 'message', text: words, ...(later ? { when: 'later' as const } : {}) } as const
    command.send(question && !later ? { type: 'answer', text: words, callId: question.callId } : message, {
      onError: () => setText(current => current || words),
    })
    setText('')
  }
  function key(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit(event.metaKey || event.ctrlKey)
  }
  const verb = question ? 'Answer' : state.status === 'running' ? 'Steer' : 'Send'
  const waiting = state.pendingMessages.length > 0 || command.sending?.type === 'message'
  return (
    <div className="shrink-0 px-5 pb-4 max-md:px-3 max-md:pb-3">
      <div className="mx-auto max-w-200">
        {waiting ? (
          <MessageQueue
            state={state}
            sending={command.sending?.type === 'message' ? command.sending.text : null}
          />
        ) : null}
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
          <IconButton
            label="Queue for later"
            keys="⌘↵"
            className="size-8"
            disabled={text.trim() === ''}
            onClick={() => submit(true)}
          >
            <Clock3 size={16} strokeWidth={1.5} aria-hidden />
          </IconButton>
          <Button variant="primary" disabled={text.trim() === ''} onClick={() => submit(false)}>
            {verb}
            <CornerDownLeft size={14} strokeWidth={1.5} aria-hidden className="max-md:hidden" />
          </Button>
        </div>
      </div>
    </div>
  )
}
