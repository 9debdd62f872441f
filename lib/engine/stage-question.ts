/** What a run asks of people, as facts for its log: a question of the agent, and the end of an approval's time. */

import type { EventDraft } from '../runs/events'
import { askTool, type NextStep } from '../runs/next-step'
import { reefActor } from '../runs/rules'
import { timeNow } from '../shared/clock'
import type { RunSession } from './run-session'
import { parseAsk } from './tools/ask'
import { wakeAt } from './wake-at'

/** A question parts the run from its worker; arguments that are no question go back to the model. */
export function stageQuestion(session: RunSession, { step, call }: Extract<NextStep, { type: 'ask' }>): void {
  const { journal, worker: actor } = session
  const ask = parseAsk(call.input)
  if (!ask.ok) {
    const { callId } = call
    const data = { step, callId, name: askTool, output: ask.problem, isError: true, durationMs: 0 }
    journal.stage({ type: 'tool-finished', actor, data })
    return
  }
  const { question, choices, standard, minutes } = ask
  const deadline =
    standard === undefined || minutes === undefined ? undefined : new Date(timeNow() + minutes * 60_000)
  const data = {
    step,
    callId: call.callId,
    question,
    choices,
    ...(standard === undefined ? {} : { standard }),
    ...(deadline ? { until: deadline.toISOString() } : {}),
  }
  const wake = deadline ? wakeAt(session, deadline) : undefined
  journal.stage({ type: 'question-asked', actor, data }, undefined, wake)
}

/** Nobody has decided about an approval in time. */
export function expiryOf(approvalId: string): EventDraft {
  const reason = 'Nobody decided in time.'
  const data = { approvalId, verdict: 'expired' as const, scope: 'once' as const, reason }
  return { type: 'approval-decided', actor: reefActor, data }
}
