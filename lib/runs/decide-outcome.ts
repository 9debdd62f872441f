/** What comes of a command: events, or a refusal with a name. Pure. */
import { z } from 'zod'
import type { Json } from '../shared/json'
import type { EventDraft } from './events'
import type { RecipeModel } from './recipe'

export const maxMessageCharacters = 50_000

export const refusalCode = z.enum([
  'run-ended',
  'already-stopping',
  'already-paused',
  'not-paused',
  'no-question',
  'no-model',
  'no-approval',
  'already-decided',
  'approval-expired',
  'scope-not-offered',
  'plan-conflict',
  'plan-invalid',
  'plan-unknown',
  /** The message is in the conversation: a call has carried it. */
  'message-read',
  'no-message',
  'no-such-step',
  'step-unfinished',
  'child-run',
  'run-under-way',
])
export type RefusalCode = z.infer<typeof refusalCode>

export type Decision =
  /** `wake`: the run needs a worker after these events. */
  { ok: true; events: EventDraft[]; wake: boolean } | Refusal

/** What a command needs that the state does not hold: a fresh id for a message, the model that a name stands for. */
export interface CommandFacts {
  newMessageId: string
  newApprovalId: string
  newRuleId: string
  /** Milliseconds since 1970. */
  now: number
  model: RecipeModel | null
}

export interface Refusal {
  ok: false
  refusal: RefusalCode
  message: string
  /** What a client needs to do better. */
  details?: Json
}

/** A command that makes no sense in the state. */
export function refuse(refusal: RefusalCode, message: string, details?: Json): Refusal {
  return { ok: false, refusal, message, ...(details === undefined ? {} : { details }) }
}
