/** What comes of a command: events for the log, or a refusal with a name. Pure. */
import { z } from 'zod'
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
  /** The message is in the conversation: a call has carried it. */
  'message-read',
  'no-message',
  'no-such-step',
  'step-unfinished',
  'child-run',
  'run-under-way',
])
export type RefusalCode = z.infer<typeof refusalCode>

/** What a command needs that the state does not hold: a fresh id for a message, the model that a name stands for. */
export interface CommandFacts {
  newMessageId: string
  model: RecipeModel | null
}

export interface Refusal {
  ok: false
  refusal: RefusalCode
  message: string
}

export type Decision =
  /** `wake`: the run needs a worker after these events. */
  { ok: true; events: EventDraft[]; wake: boolean } | Refusal

export function refuse(refusal: RefusalCode, message: string): Refusal {
  return { ok: false, refusal, message }
}
