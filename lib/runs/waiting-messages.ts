/** Which of the messages that wait may enter the conversation now. Pure. */
import type { RunMessage, RunState } from './run-state'

/** Whether the agent has given an answer and asked for nothing more. */
export function hasTurnEnded(state: RunState): boolean {
  const last = state.steps.at(-1)
  return last?.repliedAt !== undefined && last.toolCallIds.length === 0
}

/** The waiting messages that the next model call carries: all that are for now; when the turn has ended, one for later too. */
export function deliverableMessages(state: RunState): RunMessage[] {
  const now = state.pendingMessages.filter(message => message.when !== 'later')
  if (now.length > 0 || !hasTurnEnded(state)) return now
  return state.pendingMessages.slice(0, 1)
}
