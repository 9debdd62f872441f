'use client'

import { Check, Clock3, GripVertical, Pencil, X, Zap } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { RunMessage, RunState } from '../../lib/runs/run-state'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { useCommand } from './use-command'

interface MessageQueueProps {
  state: RunState
  /** Words that are on their way to the server. */
  sending: string | null
}

/** What has been said and not yet been read: in the order in which it will be, and open to change until then. */
export function MessageQueue({ state, sending }: MessageQueueProps) {
  const command = useCommand(state.runId)
  const [dragged, setDragged] = useState<string | null>(null)
  const waiting = state.pendingMessages.filter(message => !message.cause)
  if (waiting.length === 0 && !sending) return null
  const ids = waiting.map(message => message.messageId)
  function place(messageId: string, index: number) {
    const others = ids.filter(id => id !== messageId)
    const messageIds = others.toSpliced(Math.max(0, Math.min(others.length, index)), 0, messageId)
    if (messageIds.join() !== ids.join()) command.send({ type: 'order-messages', messageIds })
  }
  return (
    <>
      <ul aria-label="Queued messages" className="mb-1.5 flex max-h-60 flex-col gap-1 overflow-y-auto">
        {waiting.map((message, index) => (
          <QueuedMessage
            key={message.messageId}
            message={message}
            runId={state.runId}
            movable={waiting.length > 1}
            dragged={dragged === message.messageId}
            onDrag={setDragged}
            onDrop={() => dragged && place(dragged, index)}
            onMove={by => place(message.messageId, index + by)}
          />
        ))}
        {sending ? (
          <li className="flex items-baseline gap-3 rounded-control border border-dashed px-3 py-1.5 text-muted">
            <span className="line-clamp-3 min-w-0 flex-1 whitespace-pre-wrap break-words">{sending}</span>
            <span className="shrink-0 text-meta">Sending</span>
          </li>
        ) : null}
      </ul>
      {command.error ? (
        <p role="alert" className="pb-1.5 text-failed">
          {command.error.message}
        </p>
      ) : null}
    </>
  )
}

interface QueuedMessageProps {
  message: RunMessage
  runId: string
  movable: boolean
  dragged: boolean
  onDrag: (messageId: string | null) => void
  onDrop: () => void
  onMove: (by: number) => void
}

function QueuedMessage({ message, runId, movable, dragged, onDrag, onDrop, onMove }: QueuedMessageProps) {
  const [editing, setEditing] = useState(false)
  const command = useCommand(runId)
  const { messageId, text } = message
  const isLater = message.when === 'later'
  const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
  return (
    <li
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault()
        onDrop()
      }}
      className={classNames(
        'flex items-start gap-1 rounded-control border border-dashed py-1 pr-1 pl-2 text-muted',
        dragged && 'opacity-50',
      )}
    >
      {movable ? <Handle message={message} onDrag={onDrag} onMove={onMove} /> : null}
      {editing ? (
        <EditMessage message={message} runId={runId} onClose={() => setEditing(false)} />
      ) : (
        <>
          <div className="min-w-0 flex-1 py-0.5 pl-1">
            <p className="line-clamp-3 whitespace-pre-wrap break-words">{text}</p>
            <p className="text-meta">
              {isLater ? 'For later: waits until the turn ends' : 'Enters at the next step'}
            </p>
          </div>
          {command.error ? (
            <span role="alert" className="py-0.5 text-failed text-meta">
              {command.error.message}
            </span>
          ) : null}
          <IconButton
            label={isLater ? 'Steer now' : 'Keep for later'}
            disabled={command.isPending}
            onClick={() => command.send({ type: 'edit-message', messageId, when: isLater ? 'now' : 'later' })}
          >
            {isLater ? <Zap {...icon} /> : <Clock3 {...icon} />}
          </IconButton>
          <IconButton label="Edit the message" onClick={() => setEditing(true)}>
            <Pencil {...icon} />
          </IconButton>
          <IconButton
            label="Withdraw the message"
            disabled={command.isPending}
            onClick={() => command.send({ type: 'withdraw-message', messageId })}
          >
            <X {...icon} />
          </IconButton>
        </>
      )}
    </li>
  )
}

/** Dragged with the pointer, or moved with the arrow keys while it has the focus. */
function Handle({ message, onDrag, onMove }: Pick<QueuedMessageProps, 'message' | 'onDrag' | 'onMove'>) {
  function key(event: KeyboardEvent) {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <button
      type="button"
      draggable
      aria-label={`Move: ${message.text.slice(0, 60)}. Arrow keys change its place.`}
      title="Drag, or use the arrow keys"
      onDragStart={event => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', message.messageId)
        onDrag(message.messageId)
      }}
      onDragEnd={() => onDrag(null)}
      onKeyDown={key}
      className="inline-flex h-7 w-5 shrink-0 cursor-grab items-center justify-center rounded-sm text-muted hover:text-ink max-md:h-9"
    >
      <GripVertical size={14} strokeWidth={1.5} aria-hidden />
    </button>
  )
}

function EditMessage({
  message,
  runId,
  onClose,
}: {
  message: RunMessage
  runId: string
  onClose: () => void
}) {
  const [text, setText] = useState(message.text)
  const saved = useRef(false)
  const command = useCommand(runId)
  function save() {
    const words = text.trim()
    if (saved.current || words === '') return
    saved.current = true
    if (words === message.text) return onClose()
    command.send(
      { type: 'edit-message', messageId: message.messageId, text: words },
      {
        onSuccess: onClose,
        onError: () => {
          saved.current = false
        },
      },
    )
  }
  function key(event: KeyboardEvent) {
    if (event.key === 'Escape') onClose()
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    save()
  }
  return (
    <>
      <div className="min-w-0 flex-1">
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit it
          autoFocus
          aria-label="The message"
          value={text}
          rows={1}
          onChange={event => setText(event.target.value)}
          onKeyDown={key}
          className="field-sizing-content max-h-44 min-h-7 w-full resize-none rounded-sm bg-raised px-1.5 py-1 text-ink leading-5 max-md:text-lead"
        />
        {command.error ? (
          <p role="alert" className="text-failed text-meta">
            {command.error.message}
          </p>
        ) : null}
      </div>
      <IconButton label="Save the message" disabled={text.trim() === ''} onClick={save}>
        <Check size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <IconButton label="Leave it as it was" onClick={onClose}>
        <X size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </>
  )
}
