/** What people do with a run beside watching it: messages, approvals, forks. The shapes of those facts. */
import { z } from 'zod'
import { json } from '../shared/json'

export const approvalKind = z.enum(['tool', 'plan', 'fan-out', 'repeat'])
export type ApprovalKind = z.infer<typeof approvalKind>

export const approvalVerdict = z.enum(['allow', 'deny', 'expired'])
export type ApprovalVerdict = z.infer<typeof approvalVerdict>

/** How far an allowance reaches: these exact arguments, the same kind of call in this task, or a rule from now on. */
export const approvalScope = z.enum(['once', 'task', 'always'])
export type ApprovalScope = z.infer<typeof approvalScope>

export const peopleEvents = {
  /** A person said something. It enters the conversation at the next model call, or (`later`) when the turn ends. */
  'message-received': z.object({
    messageId: z.string(),
    text: z.string(),
    when: z.enum(['now', 'later']).optional(),
  }),
  /** Words or time of a message that no model call has carried yet. */
  'message-changed': z.object({
    messageId: z.string(),
    text: z.string().optional(),
    when: z.enum(['now', 'later']).optional(),
  }),
  'message-withdrawn': z.object({ messageId: z.string() }),
  /** The waiting messages in their new order. Those that are not named keep their order, behind the named. */
  'messages-reordered': z.object({ messageIds: z.array(z.string()) }),
  /** Something wants a person's word before it happens. */
  'approval-requested': z.object({
    approvalId: z.string(),
    kind: approvalKind,
    step: z.int().nonnegative(),
    /** The call that waits for it; null for a plan. */
    callId: z.string().nullable(),
    title: z.string(),
    /** SHA-256 over the canonical JSON of what is asked for: the word holds for exactly this. */
    inputHash: z.string(),
    /** What the card shows: whole arguments or where they lie, host, path, diff, the rule that asked. */
    facts: z.record(z.string(), json),
    expiresAt: z.iso.datetime().optional(),
  }),
  'approval-decided': z.object({
    approvalId: z.string(),
    verdict: approvalVerdict,
    scope: approvalScope,
    /** The agent reads it when the verdict is no. */
    reason: z.string().optional(),
    /** What calls of the same kind the word also holds for, when its scope is the task. */
    match: z.record(z.string(), json).optional(),
    /** The rule that was made of it. */
    ruleId: z.string().optional(),
  }),
  /**
   * Everything before this event was copied from another run's log; from here on it is a run of its own. Tokens and
   * money of the copied part stay with the run that spent them.
   */
  'run-forked': z.object({
    fromRunId: z.string(),
    fromSeq: z.int().positive(),
    fromStep: z.int().nonnegative(),
    attempt: z.int().positive(),
  }),
} as const
