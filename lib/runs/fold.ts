/** What happened in a run: one pure fold of its log, shared by worker, web and browser. */
import { assertNever } from '../shared/assert'
import type { RunEvent, RunEventOf } from './events'
import { initialState } from './fold-created'
import {
  applyApprovalDecided,
  applyApprovalRequested,
  applyForked,
  applyMessageChanged,
  applyMessagesReordered,
  applyQuestionAnswered,
  applyQuestionAsked,
  spendApproval,
  takeMessage,
} from './fold-people'
import {
  applyCompacted,
  applyNotice,
  applySideCalled,
  applySideFinished,
  askedForHelp,
  keepOpen,
  keepRest,
} from './fold-reef'
import {
  applyCheckFinished,
  applyChildFinished,
  applyModelCalled,
  applyModelChanged,
  applyModelFailed,
  applyModelReplied,
  applyNestedCalled,
  applyPlanChanged,
  applyToolFinished,
  changeCall,
  changeLastAttempt,
} from './fold-work'
import { isEnded, withLimits } from './rules'
import { type RunState, stepsOver } from './run-state'

/**
 * Folds further events into a state (null for an empty log). Events already seen are skipped, a gap throws.
 * The containers are copied once a batch and written into: a spread for every event would be quadratic.
 */
export function foldRun(state: RunState | null, events: readonly RunEvent[]): RunState | null {
  return fold(state, events, (current, batch) => copyContainers(current, batch.some(changesFiles)))
}

/**
 * Folds events into a state that belongs to the caller alone: its containers are written into. Copying them for every
 * event is what a step of a long run would cost most.
 */
export function foldInto(own: RunState, events: readonly RunEvent[]): RunState {
  return fold(own, events, state => state) ?? own
}

function fold(
  state: RunState | null,
  events: readonly RunEvent[],
  begin: (state: RunState, events: readonly RunEvent[]) => RunState,
): RunState | null {
  let next: RunState | null = null
  for (const event of events) {
    const current = next ?? state
    if (current && event.seq <= current.seq) continue
    if (event.seq !== (current?.seq ?? 0) + 1)
      throw new Error(`Gap in run ${event.runId}: ${current?.seq ?? 0} → ${event.seq}`)
    if (event.type === 'run-created') {
      next = initialState(event)
      continue
    }
    if (!current) throw new Error(`Run ${event.runId} does not begin with run-created`)
    next ??= begin(current, events)
    applyEvent(next, event)
    next.seq = event.seq
    keepRest(next, next.lastEventAt, event.at)
    next.lastEventAt = event.at
  }
  return next ?? state
}

function changesFiles(event: RunEvent): boolean {
  return event.type === 'tool-finished' && event.data.changes !== undefined
}

/**
 * A state that may be written into without touching this one. The tree of files is the one container that most batches
 * leave as it is, and the page draws it from its identity.
 */
export function copyContainers(state: RunState, withFiles = true): RunState {
  return {
    ...state,
    history: [...state.history],
    pendingMessages: [...state.pendingMessages],
    steps: [...state.steps],
    toolCalls: { ...state.toolCalls },
    planRevisions: [...state.planRevisions],
    files: withFiles ? { ...state.files } : state.files,
    openedSkills: [...state.openedSkills],
    brokenPrefixes: [...state.brokenPrefixes],
    approvals: [...state.approvals],
    children: [...state.children],
    checkRounds: [...state.checkRounds],
    compactions: [...state.compactions],
    sideCalls: [...state.sideCalls],
    interventions: [...state.interventions],
    modelChanges: [...state.modelChanges],
    totals: { ...state.totals },
  }
}

function applyEvent(state: RunState, event: Exclude<RunEvent, { type: 'run-created' }>): void {
  switch (event.type) {
    case 'run-claimed':
      applyClaimed(state, event)
      return
    case 'message-received':
      takeMessage(state, event)
      state.heardAfterStep = stepsOver(state)
      return
    case 'notice-given':
      takeMessage(state, event)
      applyNotice(state, event)
      return
    case 'message-changed':
      applyMessageChanged(state, event)
      return
    case 'message-withdrawn':
      state.pendingMessages = state.pendingMessages.filter(
        ({ messageId }) => messageId !== event.data.messageId,
      )
      return
    case 'messages-reordered':
      applyMessagesReordered(state, event)
      return
    case 'approval-requested':
      applyApprovalRequested(state, event)
      return
    case 'approval-decided':
      applyApprovalDecided(state, event)
      return
    case 'run-forked':
      applyForked(state, event)
      return
    case 'check-finished':
      applyCheckFinished(state, event)
      return
    case 'child-started':
      state.children.push({ ...event.data, startedAt: event.at })
      return
    case 'child-finished':
      applyChildFinished(state, event)
      return
    case 'context-compacted':
      applyCompacted(state, event)
      return
    case 'side-called':
      applySideCalled(state, event)
      return
    case 'side-finished':
      applySideFinished(state, event)
      return
    case 'limits-changed':
      state.limits = withLimits(state.limits, event.data.limits)
      keepOpen(state)
      return
    case 'model-called':
      applyModelCalled(state, event)
      return
    case 'model-replied':
      applyModelReplied(state, event)
      return
    case 'model-failed':
      applyModelFailed(state, event)
      return
    case 'prefix-broken':
      state.brokenPrefixes.push(event.data)
      return
    case 'nested-called':
      applyNestedCalled(state, event)
      return
    case 'tool-started':
      changeCall(state, event.data.callId, { status: 'started', startedAt: event.at })
      spendApproval(state, event.data.callId)
      return
    case 'tool-finished':
      applyToolFinished(state, event)
      return
    case 'model-changed':
      applyModelChanged(state, event)
      return
    case 'budget-changed':
      state.budget = event.data.budget
      return
    case 'plan-changed':
      applyPlanChanged(state, event)
      return
    case 'skill-opened':
      state.openedSkills.push({
        name: event.data.name,
        versionId: event.data.versionId,
        hash: event.data.hash,
        at: event.at,
      })
      return
    case 'question-asked':
      applyQuestionAsked(state, event)
      return
    case 'question-answered':
      applyQuestionAnswered(state, event)
      return
    case 'run-waiting':
      state.status = 'waiting'
      state.waiting = {
        for: event.data.for,
        reason: event.data.reason,
        ...(event.data.until ? { until: event.data.until } : {}),
        ...(event.data.help ? { help: event.data.help } : {}),
        ...(event.data.budget ? { budget: event.data.budget } : {}),
      }
      if (event.data.help) state.interventions.push(askedForHelp(state, event.data.help))
      state.workerId = null
      if (event.data.breaks) state.breaks = event.data.breaks
      return
    case 'run-paused':
      state.status = 'paused'
      state.waiting = null
      if (event.data.reason === undefined) delete state.pausedFor
      else state.pausedFor = event.data.reason
      return
    case 'run-resumed':
      endWait(state)
      state.status = 'queued'
      state.workerId = null
      return
    case 'stop-requested':
      state.stopRequested = true
      return
    case 'run-ended':
      state.status = event.data.status
      state.waiting = null
      state.workerId = null
      state.endedAt = event.at
      state.end = { reason: event.data.reason, message: event.data.message, result: event.data.result }
      return
    default:
      assertNever(event)
  }
}

function applyClaimed(state: RunState, event: RunEventOf<'run-claimed'>): void {
  if (isEnded(state.status)) return
  endWait(state)
  if (state.status !== 'paused') state.status = 'running'
  state.workerId = event.data.workerId
  state.claimedAt = event.at
  state.startedAt ??= event.at
}

/** What was waited for is over: a failed attempt may be followed by the next one. */
function endWait(state: RunState): void {
  state.waiting = null
  changeLastAttempt(state, attempt => (attempt.error ? { ...attempt, waited: true } : attempt))
}
