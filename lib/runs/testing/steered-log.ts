/** A second log for tests, of what people and Reef do around the work. */
import type { EventDraft } from '../events'
import { person, sampleDrafts, worker } from './sample-log'

const hash = 'a'.repeat(64)
const day = '2026-11-22T10:00'

/** A second log, of what people and Reef do around the work: a plan that is approved, children, checks, a fork. */
export const steeredDrafts: EventDraft[] = [
  ...sampleDrafts.slice(0, 4),
  {
    type: 'message-received',
    actor: person,
    data: { messageId: 'm1', text: 'And a chart.', when: 'later' },
  },
  { type: 'message-received', actor: person, data: { messageId: 'm2', text: 'Skip b.csv.' } },
  { type: 'message-received', actor: person, data: { messageId: 'm3', text: 'Never mind.' } },
  { type: 'message-changed', actor: person, data: { messageId: 'm2', text: 'Leave b.csv out.' } },
  { type: 'messages-reordered', actor: person, data: { messageIds: ['m2', 'm1'] } },
  { type: 'message-withdrawn', actor: person, data: { messageId: 'm3' } },
  {
    type: 'approval-requested',
    actor: worker,
    data: {
      approvalId: 'approval_1',
      kind: 'tool',
      step: 1,
      callId: 'tool_2',
      title: 'Run wc',
      inputHash: hash,
      facts: { command: 'wc -l b.csv' },
      expiresAt: `${day}:59.000Z`,
    },
  },
  {
    type: 'approval-decided',
    actor: person,
    data: { approvalId: 'approval_1', verdict: 'allow', scope: 'task' },
  },
  {
    type: 'approval-decided',
    actor: person,
    data: { approvalId: 'approval_1', verdict: 'deny', scope: 'once', reason: 'Too late.' },
  },
  {
    type: 'child-started',
    actor: worker,
    data: { step: 1, callId: 'tool_2', index: 0, childRunId: 'run_2', agentName: 'Checker', title: 'Check' },
  },
  {
    type: 'child-finished',
    actor: worker,
    data: {
      callId: 'tool_2',
      childRunId: 'run_2',
      status: 'succeeded',
      result: 'Right.',
      usage: {
        inputTokens: 10,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: 2,
        reasoningTokens: 0,
        costUsd: 0.001,
        costUnknown: false,
      },
    },
  },
  { type: 'limits-changed', actor: person, data: { limits: { steps: 300 } } },
  { type: 'notice-given', actor: worker, data: { messageId: 'm4', cause: 'check', text: 'It is not done.' } },
  {
    type: 'check-finished',
    actor: worker,
    data: {
      step: 1,
      round: 1,
      result: {
        index: 0,
        name: 'tests',
        type: 'command',
        required: true,
        passed: false,
        passes: 0,
        of: 1,
        output: 'exit 1',
        durationMs: 4,
      },
    },
  },
  {
    type: 'context-compacted',
    actor: worker,
    data: {
      step: 1,
      kind: 'mask',
      throughStep: 1,
      maskedCallIds: ['tool_1'],
      summary: null,
      tokensBefore: 900,
      tokensAfter: 200,
      reason: 'Full.',
    },
  },
  {
    type: 'model-called',
    actor: worker,
    data: { step: 2, callId: 'call_2', attempt: 1, prefixHash: 'p2', messages: 4 },
  },
]

/** What follows when the steered run has been forked. */
export const forkedDrafts: EventDraft[] = [
  ...steeredDrafts,
  {
    type: 'run-forked',
    actor: person,
    data: { fromRunId: 'run_1', fromSeq: steeredDrafts.length, fromStep: 1, attempt: 2 },
  },
]
