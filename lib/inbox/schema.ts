/** The inbox: every task that needs a person, once, with what its runs ask. */
import { z } from 'zod'
import { budgetWarning } from '../budgets/schema'
import { task } from '../tasks/schema'

/** What is asked of a person. */
export const askKind = z.enum([
  'question',
  'approval',
  'credentials',
  'model',
  'budget',
  'paused',
  'failed',
  'stopped',
  'review',
])
export type AskKind = z.infer<typeof askKind>

export const inboxAsk = z.object({
  kind: askKind,
  runId: z.string(),
  agentName: z.string(),
  /** In plain words: the question, what is missing, how it ended. */
  words: z.string(),
  since: z.iso.datetime(),
})
export type InboxAsk = z.infer<typeof inboxAsk>

export const inboxItem = z.object({ task, asks: z.array(inboxAsk).min(1) })
export type InboxItem = z.infer<typeof inboxItem>

export const inboxList = z.object({
  items: z.array(inboxItem),
  /** Budgets that are nearly spent, until somebody takes note. */
  warnings: z.array(budgetWarning),
})
export type InboxList = z.infer<typeof inboxList>
