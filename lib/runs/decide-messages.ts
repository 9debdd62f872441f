/** What a person may do with words to a run: say them now or later, and change them until a call carries them. Pure. */
import { z } from 'zod'
import { type Decision, maxMessageCharacters, type Refusal, refuse } from './decide-outcome'
import type { EventActor } from './events'
import type { RunState } from './run-state'

/** `now` enters at the next model call; `later` when the agent has ended its turn. */
const when = z.enum(['now', 'later'])
export const messageText = z.string().trim().min(1).max(maxMessageCharacters)

export const messageCommands = [
  z.strictObject({ type: z.literal('message'), text: messageText, when: when.optional() }),
  /** New words or another time for a message that waits. Steering now is `when: now`. */
  z.strictObject({
    type: z.literal('edit-message'),
    messageId: z.string(),
    text: messageText.optional(),
    when: when.optional(),
  }),
  z.strictObject({ type: z.literal('withdraw-message'), messageId: z.string() }),
  /** The waiting messages in their new order; those that are not named come behind. */
  z.strictObject({ type: z.literal('order-messages'), messageIds: z.array(z.string()).min(1).max(500) }),
] as const
export type MessageCommand = z.infer<(typeof messageCommands)[number]>

export function decideMessage(
  state: RunState,
  command: MessageCommand,
  actor: EventActor,
  newMessageId: string,
): Decision {
  switch (command.type) {
    case 'message': {
      const later = command.when === 'later' ? { when: command.when } : {}
      const data = { messageId: newMessageId, text: command.text, ...later }
      return { ok: true, events: [{ type: 'message-received', actor, data }], wake: false }
    }
    case 'edit-message': {
      const { messageId, text, when } = command
      const refusal = mustWait(state, [messageId])
      if (refusal) return refusal
      const data = { messageId, ...(text === undefined ? {} : { text }), ...(when ? { when } : {}) }
      return { ok: true, events: [{ type: 'message-changed', actor, data }], wake: false }
    }
    case 'withdraw-message': {
      const { messageId } = command
      const refusal = mustWait(state, [messageId])
      if (refusal) return refusal
      return { ok: true, events: [{ type: 'message-withdrawn', actor, data: { messageId } }], wake: false }
    }
    case 'order-messages': {
      const { messageIds } = command
      const refusal = mustWait(state, messageIds)
      if (refusal) return refusal
      return { ok: true, events: [{ type: 'messages-reordered', actor, data: { messageIds } }], wake: false }
    }
  }
}

/** Refused unless every message is a person's and still waits. Reef's own notices are nobody's to change. */
function mustWait(state: RunState, messageIds: readonly string[]): Refusal | undefined {
  for (const messageId of messageIds) {
    if (state.pendingMessages.some(message => message.messageId === messageId && !message.cause)) continue
    const isRead = state.history.some(item => item.kind === 'message' && item.messageId === messageId)
    return isRead
      ? refuse('message-read', 'The agent has read this message already.')
      : refuse('no-message', 'There is no such waiting message.')
  }
  return undefined
}
