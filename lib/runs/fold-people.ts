/** How the fold takes in what people did: messages, approvals, forks. Part of `fold.ts`; writes into the state it is given. */
import { noUsage } from '../usage/rules'
import type { RunEventOf } from './events'
import { changeCall } from './fold-work'
import { type ApprovalState, type RunMessage, type RunState, stepsOver } from './run-state'

/** A person's message, or one of Reef's own: both wait for the next model call that may carry them. */
export function takeMessage(
  state: RunState,
  event: RunEventOf<'message-received'> | RunEventOf<'notice-given'>,
): void {
  const { messageId, text } = event.data
  const message: RunMessage = {
    kind: 'message',
    messageId,
    text,
    seq: event.seq,
    at: event.at,
    actor: event.actor,
  }
  if (event.type === 'notice-given') message.cause = event.data.cause
  else if (event.data.when) message.when = event.data.when
  state.pendingMessages.push(message)
}

/** A message that a call has carried meanwhile stays what it was. */
export function applyMessageChanged(state: RunState, event: RunEventOf<'message-changed'>): void {
  const { messageId, text, when } = event.data
  state.pendingMessages = state.pendingMessages.map(message =>
    message.messageId === messageId
      ? { ...message, ...(text === undefined ? {} : { text }), ...(when ? { when } : {}) }
      : message,
  )
}

export function applyMessagesReordered(state: RunState, event: RunEventOf<'messages-reordered'>): void {
  const { messageIds } = event.data
  const place = (message: RunMessage): number => {
    const index = messageIds.indexOf(message.messageId)
    return index < 0 ? messageIds.length : index
  }
  state.pendingMessages = state.pendingMessages.toSorted((a, b) => place(a) - place(b))
}

export function applyApprovalRequested(state: RunState, event: RunEventOf<'approval-requested'>): void {
  const { expiresAt, ...data } = event.data
  state.approvals.push({ ...data, requestedAt: event.at, ...(expiresAt ? { expiresAt } : {}) })
}

/** The first word counts: a second one changes nothing. */
export function applyApprovalDecided(state: RunState, event: RunEventOf<'approval-decided'>): void {
  const { approvalId, verdict, scope, reason, ruleId, match } = event.data
  const decide = (approval: ApprovalState): ApprovalState => ({
    ...approval,
    decided: {
      verdict,
      scope,
      at: event.at,
      actor: event.actor,
      ...(reason === undefined ? {} : { reason }),
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(match === undefined ? {} : { match }),
    },
  })
  state.approvals = state.approvals.map(approval =>
    approval.approvalId === approvalId && !approval.decided ? decide(approval) : approval,
  )
}

/** A call begins: the word that allowed it is spent. */
export function spendApproval(state: RunState, callId: string): void {
  const isSpent = (approval: ApprovalState): boolean =>
    approval.callId === callId && approval.decided?.verdict === 'allow' && !approval.used
  if (!state.approvals.some(isSpent)) return
  state.approvals = state.approvals.map(approval =>
    isSpent(approval) ? { ...approval, used: true as const } : approval,
  )
}

export function applyQuestionAsked(state: RunState, event: RunEventOf<'question-asked'>): void {
  const { callId, question, choices, standard, until } = event.data
  changeCall(state, callId, {
    status: 'asking',
    startedAt: event.at,
    question: {
      question,
      choices,
      ...(standard === undefined ? {} : { standard }),
      ...(until === undefined ? {} : { until }),
    },
  })
  state.status = 'waiting'
  state.waiting = { for: 'answer', reason: question, ...(until === undefined ? {} : { until }) }
  state.workerId = null
}

export function applyQuestionAnswered(state: RunState, event: RunEventOf<'question-answered'>): void {
  const { callId, answer, byDefault } = event.data
  const output = byDefault ? `${answer}\n[Nobody answered in time: this is your default answer.]` : answer
  changeCall(state, callId, { status: 'finished', endedAt: event.at, output, isError: false })
}

/** From here on the run is its own: alive again, with nothing spent, and nobody's words or orders under way. */
export function applyForked(state: RunState, event: RunEventOf<'run-forked'>): void {
  state.fork = event.data
  state.created = { ...state.created, attempt: event.data.attempt, at: event.at, actor: event.actor }
  state.status = 'queued'
  state.waiting = null
  state.stopRequested = false
  state.workerId = null
  state.claimedAt = null
  state.startedAt = null
  state.endedAt = null
  state.restedMs = 0
  state.restingSince = null
  state.end = null
  state.pendingMessages = []
  // Nobody has allowed this run anything that is still to come: what the other run may do, it may do once.
  state.approvals = state.approvals.filter(({ decided, used, kind }) =>
    decided?.verdict === 'allow' ? used || kind === 'plan' : decided,
  )
  delete state.breaks
  delete state.closing
  delete state.budgetTold
  state.interventions = []
  state.sideCalls = []
  state.heardAfterStep = stepsOver(state)
  state.totals = { ...noUsage, costMicros: 0, unpricedCalls: 0, pricedCalls: 0 }
}
