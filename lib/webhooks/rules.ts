/** Which facts of a run the outside is told of, in which words; and when a delivery that failed is tried again. Pure. */
import type { RunEvent } from '../runs/events'
import type { RunState } from '../runs/run-state'
import type { Json } from '../shared/json'
import type { WebhookEvent } from './schema'

/** A fact on its way out. `eventId` follows from the fact's place in its log, so that no fact is told twice. */
export interface Notice {
  eventId: string
  type: WebhookEvent
  payload: { type: WebhookEvent; timestamp: string; data: { [key: string]: Json } }
}

/** Words of an agent or a model, cut to this: the whole is where the link leads. */
const maxCharacters = 2_000

/** What events of a run tell the outside. `state` is their fold. Runs that other runs started end in silence. */
export function noticesOf(state: RunState, events: readonly RunEvent[]): Notice[] {
  return events.flatMap(event => {
    const told = factOf(state, event)
    if (!told) return []
    const [type, facts] = told
    const { created, runId } = state
    const data = {
      taskId: created.taskId,
      taskTitle: created.title,
      runId,
      parentRunId: created.parentRunId,
      attempt: created.attempt,
      agent: created.recipe.agent.name,
      path: `/tasks/${created.taskId}?run=${runId}`,
      ...facts,
    }
    return [{ eventId: `evt_${runId}_${event.seq}`, type, payload: { type, timestamp: event.at, data } }]
  })
}

/** Waits that a person has to end, and that no fact of their own tells of. */
const peopleWaits = new Set(['budget', 'credentials', 'model'])

function factOf(state: RunState, event: RunEvent): [WebhookEvent, { [key: string]: Json }] | undefined {
  switch (event.type) {
    case 'run-ended': {
      if (state.created.parentRunId) return undefined
      const { status, reason, message, result } = event.data
      return [
        'run.ended',
        { status, reason, message: cut(message), result: result === null ? null : cut(result) },
      ]
    }
    case 'run-waiting':
      if (!peopleWaits.has(event.data.for)) return undefined
      return ['run.waiting', { waitingFor: event.data.for, reason: cut(event.data.reason) }]
    case 'question-asked': {
      const { callId, question, choices } = event.data
      return ['question.asked', { callId, question: cut(question), choices }]
    }
    case 'approval-requested': {
      const { approvalId, kind, title, expiresAt } = event.data
      return ['approval.requested', { approvalId, kind, title: cut(title), expiresAt: expiresAt ?? null }]
    }
    default:
      return undefined
  }
}

function cut(text: string): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Waits before the second, third … attempt. After the last one a delivery has failed. */
const retryDelays = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  hour,
  3 * hour,
  8 * hour,
  24 * hour,
] as const

/** Attempts in a row that may fail, over all deliveries of a webhook, before it is paused. */
export const maxFailures = 30

/**
 * Milliseconds until the next attempt, or null when there is none. Up to a fifth is added by `chance` (0 to 1), so
 * that what failed together does not come back together. What the receiver asks for counts when it is longer.
 */
export function retryDelayMs(tries: number, chance: number, askedMs = 0): number | null {
  const delay = retryDelays[tries - 1]
  if (delay === undefined) return null
  return Math.max(Math.round(delay * (1 + chance / 5)), Math.min(askedMs, 24 * hour))
}

/** Why a webhook is paused after an attempt, if it is. 410 says that the address is gone for good (RFC 9110, 15.5.11). */
export function pauseAfter(status: number | null, failures: number): string | null {
  if (status === 410) return 'The receiver says that this address is gone (410).'
  return failures >= maxFailures ? `${failures} attempts in a row have failed.` : null
}
