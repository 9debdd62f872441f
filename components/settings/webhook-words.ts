import type { WebhookEvent } from '../../lib/webhooks/schema'

/** What each event is called where a person chooses it. */
export const eventWords: Record<WebhookEvent, string> = {
  'run.ended': 'A run has ended',
  'run.waiting': 'A run waits for a budget, a key or a model',
  'question.asked': 'An agent asks a question',
  'approval.requested': 'An approval is needed',
}
