/** A short, realistic log for tests: a plan, a failing command, a steered message, an answer. */
import { noUsage } from '../../usage/rules'
import type { EventDraft, RunEvent } from '../events'
import { placeEvents } from '../log/place-events'
import { defaultLimits, type Recipe } from '../recipe'

export const worker = { kind: 'worker', id: 'worker_1', name: 'Worker' } as const
export const agent = { kind: 'agent', id: 'agent_1', name: 'Reef' } as const
export const person = { kind: 'person', id: 'user_1', name: 'Ada' } as const

export const sampleRecipe: Recipe = {
  agent: { id: 'agent_1', name: 'Reef' },
  instructions: 'Finish the work.',
  model: {
    spec: 'openai:test',
    vendor: 'openai',
    providerId: null,
    modelId: 'test',
    scripted: false,
    contextTokens: 128_000,
  },
  tools: ['bash', 'plan', 'write'],
  skills: [],
  limits: { ...defaultLimits, wallMs: 3_600_000, outputTokens: 4_000 },
  budget: {},
}

const usage = { ...noUsage, inputFresh: 900, cacheRead: 100, outputText: 40, reasoning: 10 }
const cost = { micros: 1_250, price: null, reportedMicros: null }
const hash = 'a'.repeat(64)

export const sampleDrafts: EventDraft[] = [
  {
    type: 'run-created',
    actor: person,
    data: {
      taskId: 'task_1',
      attempt: 1,
      parentRunId: null,
      title: 'Count',
      instructions: 'Count the lines.',
      files: [{ path: 'a.csv', hash, size: 12 }],
      recipe: sampleRecipe,
    },
  },
  { type: 'run-claimed', actor: worker, data: { workerId: worker.id } },
  {
    type: 'model-called',
    actor: worker,
    data: { step: 1, callId: 'call_1', attempt: 1, prefixHash: 'p1', messages: 1 },
  },
  {
    type: 'model-replied',
    actor: agent,
    data: {
      step: 1,
      callId: 'call_1',
      parts: [
        { type: 'reasoning', text: 'Plan first.' },
        {
          type: 'tool-call',
          callId: 'tool_1',
          name: 'plan',
          input: { steps: [{ title: 'Count', status: 'doing' }] },
        },
        { type: 'tool-call', callId: 'tool_2', name: 'bash', input: { command: 'wc -l b.csv' } },
      ],
      finishReason: 'tool-calls',
      usage,
      usageReported: true,
      cost,
      timing: { firstOutputMs: 200, totalMs: 900 },
    },
  },
  { type: 'tool-started', actor: worker, data: { step: 1, callId: 'tool_1', name: 'plan' } },
  { type: 'tool-started', actor: worker, data: { step: 1, callId: 'tool_2', name: 'bash' } },
  { type: 'message-received', actor: person, data: { messageId: 'message_1', text: 'It is a.csv.' } },
  {
    type: 'tool-finished',
    actor: worker,
    data: { step: 1, callId: 'tool_1', name: 'plan', output: 'Plan kept.', isError: false, durationMs: 0.2 },
  },
  {
    type: 'plan-changed',
    actor: worker,
    data: { revision: 1, callId: 'tool_1', steps: [{ title: 'Count', status: 'doing' }] },
  },
  {
    type: 'tool-finished',
    actor: worker,
    data: {
      step: 1,
      callId: 'tool_2',
      name: 'bash',
      output: 'wc: b.csv: No such file',
      isError: true,
      durationMs: 3.4,
      display: { exitCode: 1 },
    },
  },
  {
    type: 'model-called',
    actor: worker,
    data: { step: 2, callId: 'call_2', attempt: 1, prefixHash: 'p2', messages: 4 },
  },
  {
    type: 'model-failed',
    actor: agent,
    data: {
      step: 2,
      callId: 'call_2',
      error: { code: 'overloaded', message: 'Busy.', status: 503, retryable: true },
      retryAt: '2026-11-22T10:00:12.000Z',
    },
  },
  {
    type: 'model-called',
    actor: worker,
    data: { step: 2, callId: 'call_3', attempt: 2, prefixHash: 'p2', messages: 4 },
  },
  {
    type: 'model-replied',
    actor: agent,
    data: {
      step: 2,
      callId: 'call_3',
      parts: [
        { type: 'tool-call', callId: 'tool_3', name: 'write', input: { path: 'n.txt', content: '2\n' } },
      ],
      finishReason: 'tool-calls',
      usage,
      usageReported: true,
      cost: { ...cost, micros: null },
      timing: { firstOutputMs: null, totalMs: 400 },
    },
  },
  { type: 'tool-started', actor: worker, data: { step: 2, callId: 'tool_3', name: 'write' } },
  {
    type: 'tool-finished',
    actor: worker,
    data: {
      step: 2,
      callId: 'tool_3',
      name: 'write',
      output: 'Wrote n.txt.',
      isError: false,
      durationMs: 1,
      changes: [{ path: 'n.txt', entry: { hash, size: 2 } }],
    },
  },
  {
    type: 'model-called',
    actor: worker,
    data: { step: 3, callId: 'call_4', attempt: 1, prefixHash: 'p3', messages: 6 },
  },
  {
    type: 'model-replied',
    actor: agent,
    data: {
      step: 3,
      callId: 'call_4',
      parts: [{ type: 'text', text: 'Two lines; see n.txt.' }],
      finishReason: 'stop',
      usage,
      usageReported: true,
      cost,
      timing: { firstOutputMs: 100, totalMs: 300 },
    },
  },
  {
    type: 'run-ended',
    actor: worker,
    data: {
      status: 'succeeded',
      reason: 'answered',
      message: 'The agent finished its answer.',
      result: 'Two lines; see n.txt.',
    },
  },
]

/** The drafts placed a second apart from 10:00:00 on. */
export function placeLog(drafts: readonly EventDraft[], runId = 'run_1'): RunEvent[] {
  return drafts.flatMap((draft, index) =>
    placeEvents(runId, index, [draft], new Date(Date.UTC(2026, 10, 22, 10, 0, index)).toISOString()),
  )
}

export const sampleLog: RunEvent[] = placeLog(sampleDrafts)
