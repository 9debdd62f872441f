'use client'

import type { ReactNode } from 'react'
import { textField } from '../../lib/runs/call-words'
import type { ToolCallState } from '../../lib/runs/run-state'
import { isServerTool } from '../../lib/runs/server-tool-names'
import { DiffView } from '../common/diff-view'
import { Code } from './code-box'
import { LiveOutput } from './live-output'
import { useRun, useRunState } from './run-context'
import { ServerAnswer, ServerCall } from './server-call'

interface CallDetailProps {
  call: ToolCallState
  /** The calls that its script made. */
  nested?: ReactNode
}

/** The third level of a call: arguments and result, as the tool deserves. */
export function CallDetail({ call, nested }: CallDetailProps) {
  const running = call.status !== 'finished'
  return (
    <div className="mt-0.5 mb-2 overflow-hidden rounded-control border bg-sunken">
      <Arguments call={call} />
      {nested}
      {running ? <LiveOutput callId={call.callId} /> : <Result call={call} />}
      {call.sameAs ? <SentOnce callId={call.sameAs} /> : null}
      <Changes call={call} />
    </div>
  )
}

function Arguments({ call }: { call: ToolCallState }) {
  if (call.problem) return <Note>The arguments were not valid: {call.problem}</Note>
  if (call.name === 'bash')
    return <Code text={`$ ${textField(call.input, 'command')}`} label="command" strong />
  if (call.name === 'web_fetch') return <Code text={textField(call.input, 'url')} label="address" strong />
  if (call.name in plain) return null
  if (isServerTool(call.name)) return <ServerCall call={call} />
  return <Code text={JSON.stringify(call.input, null, 2)} label="arguments" />
}

/** Tools whose line says everything about their arguments. */
const plain = { read: true, write: true, edit: true, skill: true, plan: true, ask: true, find_tools: true }

function Result({ call }: { call: ToolCallState }) {
  const diff = textField(call.display, 'diff')
  if (diff) return <DiffView diff={diff} />
  if (isServerTool(call.name)) return <ServerAnswer call={call} />
  const written = call.name === 'write' && !call.isError ? textField(call.input, 'content') : ''
  const text = written || (call.output ?? '')
  if (text.trim() === '') return <Note>It printed nothing.</Note>
  // The card of a script holds the outputs of its calls beside its own.
  const output = call.parentCallId ? 'output of the call' : 'output'
  return <Code text={text} label={written ? 'content' : output} />
}

function Changes({ call }: { call: ToolCallState }) {
  const { openFile } = useRun()
  if (!call.changes || call.changes.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-1 border-t px-3 py-1.5 text-meta text-muted">
      {call.changes.slice(0, 12).map(({ path, entry }) => (
        <button
          key={path}
          type="button"
          disabled={entry === null}
          onClick={() => openFile(path)}
          className="font-mono underline-offset-2 hover:text-ink hover:underline disabled:line-through"
        >
          {path}
        </button>
      ))}
      {call.changes.length > 12 ? <span>and {call.changes.length - 12} more files</span> : null}
    </p>
  )
}

/** The agent has these words before it already, so it was told where. */
function SentOnce({ callId }: { callId: string }) {
  const first = useRunState().toolCalls[callId]
  if (!first) return null
  return (
    <p className="px-3 py-1.5 text-faint text-micro">
      Same as in step {first.step}: the agent was sent a reference instead of this text.
    </p>
  )
}

function Note({ children }: { children: ReactNode }) {
  return <p className="px-3 py-2 text-meta text-muted">{children}</p>
}
