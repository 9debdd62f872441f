/** Makes what a model said fit to be kept: without secrets, and with ids that name one call in the run. */
import type { ModelError, ReplyPart } from '../runs/message'
import type { Json } from '../shared/json'
import type { RunSession } from './run-session'

export function redactError(session: RunSession, error: ModelError): ModelError {
  return { ...error, message: session.redact(error.message) }
}

export function redactParts(session: RunSession, parts: ReplyPart[]): ReplyPart[] {
  return parts.map(part =>
    part.type === 'tool-call'
      ? { ...part, input: redactJson(session, part.input) }
      : { ...part, text: session.redact(part.text) },
  )
}

export function redactJson(session: RunSession, value: Json): Json {
  if (typeof value === 'string') return session.redact(value)
  if (Array.isArray(value)) return value.map(inner => redactJson(session, inner))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactJson(session, inner)]))
}

/** A call's id is a key in the run's state, and goes back to the server that made it. */
const maxCallIdCharacters = 200

function isUsableId(callId: string): boolean {
  return callId !== '' && callId.length <= maxCallIdCharacters && !(callId in Object.prototype)
}

/**
 * Some servers number their calls anew in each answer. A call's id names one call in the run, so repeats are renamed,
 * and so are ids that no state could hold.
 */
export function uniqueCalls(session: RunSession, parts: ReplyPart[], modelCallId: string): ReplyPart[] {
  const { toolCalls } = session.journal.state
  const seen = new Set<string>()
  return parts.map((part, index) => {
    if (part.type !== 'tool-call') return part
    const isKnown = seen.has(part.callId) || Object.hasOwn(toolCalls, part.callId)
    const callId = isKnown || !isUsableId(part.callId) ? `${modelCallId}-${index}` : part.callId
    seen.add(callId)
    return { ...part, callId }
  })
}
