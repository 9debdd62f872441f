'use client'

import { CircleHelp } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { ToolCallState } from '../../lib/runs/run-state'
import { formatDuration } from '../../lib/shared/format'
import { useAllowed } from '../common/use-allowed'
import { useNow } from '../common/use-now'
import { Button } from '../ui/button'
import { Textarea } from '../ui/textarea'
import { useCommand } from './use-command'

/** A question of the agent: what it asks, the answers it offers, and room for another one. */
export function QuestionCard({ call, runId }: { call: ToolCallState; runId: string }) {
  const { question } = call
  if (!question) return <p className="text-muted">{call.output ?? 'The agent is asking.'}</p>
  if (call.status === 'finished') return <Answered question={question.question} answer={call.output ?? ''} />
  return <Open asked={question} callId={call.callId} runId={runId} />
}

function Answered({ question, answer }: { question: string; answer: string }) {
  return (
    <div className="max-w-[72ch] border-strong border-l-2 py-0.5 pl-3">
      <p className="text-muted text-read">{question}</p>
      <p className="mt-1 text-read">{answer}</p>
    </div>
  )
}

interface OpenProps {
  asked: NonNullable<ToolCallState['question']>
  /** Left out when Reef itself asks. */
  callId?: string
  runId: string
}

/** The open question, wherever it is shown: in the transcript and in the inbox. Viewers read it. */
export function Open(props: OpenProps) {
  return useAllowed('run:control') ? <Answerable {...props} /> : <Readable {...props} />
}

const cardClass = 'max-w-[76ch] rounded-panel border border-waiting bg-raised p-3.5'

function Readable({ asked }: OpenProps) {
  const { question, choices } = asked
  return (
    <section aria-label="Question from the agent" className={cardClass}>
      <Asked question={question} words="Waiting for an answer" />
      {choices.length > 0 ? (
        <ul className="mt-2 list-disc pl-5 text-muted">
          {choices.map(choice => (
            <li key={choice}>{choice}</li>
          ))}
        </ul>
      ) : null}
      <WhatNext asked={asked} />
    </section>
  )
}

function Asked({ question, words }: { question: string; words: string }) {
  return (
    <>
      <p className="flex items-center gap-1.5 font-medium text-meta text-waiting">
        <CircleHelp size={14} strokeWidth={1.5} aria-hidden /> {words}
      </p>
      <p className="mt-1.5 whitespace-pre-wrap text-read">{question}</p>
    </>
  )
}

function Answerable({ asked, callId, runId }: OpenProps) {
  const { question, choices, standard } = asked
  const [text, setText] = useState('')
  const command = useCommand(runId)
  function answer(words: string) {
    if (words.trim()) command.send({ type: 'answer', text: words.trim(), ...(callId ? { callId } : {}) })
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    answer(text)
  }
  function key(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    answer(text)
  }
  return (
    <form onSubmit={submit} aria-label="Question from the agent" className={cardClass}>
      <Asked question={question} words="Waiting for your answer" />
      {choices.length > 0 ? (
        <div className="mt-3 flex flex-wrap gap-2">
          {choices.map(choice => (
            <Button
              key={choice}
              variant={choice === standard ? 'primary' : 'secondary'}
              disabled={command.isPending}
              onClick={() => answer(choice)}
              className="h-auto min-h-8 whitespace-normal py-1.5 text-left"
            >
              {choice}
              {choice === standard ? <span className="font-normal opacity-80">default</span> : null}
            </Button>
          ))}
        </div>
      ) : null}
      <div className="mt-3 flex items-end gap-2">
        <Textarea
          aria-label="Your answer"
          placeholder={choices.length > 0 ? 'Or answer in your own words' : 'Your answer'}
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={key}
          rows={1}
          className="max-h-44 min-h-8"
        />
        <Button type="submit" variant="primary" disabled={text.trim() === '' || command.isPending}>
          Answer
        </Button>
      </div>
      <WhatNext asked={asked} />
      {command.error ? (
        <p role="alert" className="mt-2 text-failed">
          {command.error.message}
        </p>
      ) : null}
    </form>
  )
}

/** What happens with an answer, and without one. */
function WhatNext({ asked: { standard, until } }: Pick<OpenProps, 'asked'>) {
  const now = useNow(1_000, until !== undefined)
  if (standard === undefined || until === undefined)
    return <p className="mt-2 text-meta text-muted">The run waits for it, and goes on with it.</p>
  const left = Date.parse(until) - now
  return (
    <p className="mt-2 text-meta text-muted">
      The run goes on with your answer. Without one it takes “{standard}”{' '}
      <span className="tabular">{left > 0 ? `in ${formatDuration(left)}` : 'now'}</span>
      <time dateTime={until} className="sr-only">
        {new Date(until).toLocaleString()}
      </time>
      .
    </p>
  )
}
