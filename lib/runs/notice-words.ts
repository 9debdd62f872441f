/** What a word of Reef itself is about, in the words that the page shows. Pure. */
import type { NoticeCause } from './events'

export const noticeWords: Record<NoticeCause, string> = {
  approval: 'About an approval',
  budget: 'About the budget',
  check: 'The checks failed',
  child: 'About delegated work',
  context: 'About the context',
  fork: 'About the fork',
  limit: 'A limit was reached',
  plan: 'About the plan',
  stuck: 'The work goes in circles',
}
