/** The state of a run as its log tells it: what `fold` makes and everything else reads. Types and one accessor. */
import type { Reservation } from '../budgets/schema'
import type { CheckResult } from '../checks/schema'
import type { FileChange, FileEntry } from '../files/schema'
import type { Json } from '../shared/json'
import type { Cost, UsageRecord, UsageTotals } from '../usage/schema'
import type {
  ApprovalScope,
  ApprovalVerdict,
  EndReason,
  EventActor,
  NoticeCause,
  PlanStep,
  RunEventOf,
  RunStatus,
  WaitingFor,
} from './events'
import type { FinishReason, ModelError, ReplyPart } from './message'
import type { Recipe, RecipeModel, RunBudget, RunLimits } from './recipe'

export interface ToolCallState {
  callId: string
  step: number
  name: string
  input: Json
  problem?: string
  status: 'called' | 'started' | 'asking' | 'finished'
  startedAt?: string
  endedAt?: string
  durationMs?: number
  output?: string
  isError?: boolean
  display?: { [key: string]: Json }
  changes?: FileChange[]
  question?: { question: string; choices: string[] }
}

export interface ModelAttempt {
  callId: string
  calledAt: string
  endedAt?: string
  prefixHash: string
  messages: number
  /** Still held back on the budgets while the call has neither answer nor failure. */
  reserved?: Reservation
  error?: ModelError
  /** ISO time from which the next attempt may start. */
  retryAt?: string
  /** The wait that this failure asked for is over. */
  waited?: boolean
  usage?: UsageRecord
  cost?: Cost
}

export interface StepState {
  step: number
  attempts: ModelAttempt[]
  /** Empty until the model has replied. */
  parts: ReplyPart[]
  toolCallIds: string[]
  finishReason?: FinishReason
  usageReported?: boolean
  responseModel?: string
  timing?: { firstOutputMs: number | null; totalMs: number }
  repliedAt?: string
}

/** Words to the agent: a person's, or (with a `cause`) Reef's own. */
export interface RunMessage {
  kind: 'message'
  messageId: string
  text: string
  seq: number
  at: string
  actor: EventActor
  /** `later`: not before the turn has ended. Left out, it is now. */
  when?: 'now' | 'later'
  cause?: NoticeCause
}

/** The conversation in the order in which a model reads it. */
export type HistoryItem = RunMessage | { kind: 'step'; step: number }

export interface PlanState {
  revision: number
  steps: PlanStep[]
  at: string
  /** Who set it. */
  actor: EventActor
}

/** A question for a person's word, and the word once it was given. */
export interface ApprovalState extends Omit<RunEventOf<'approval-requested'>['data'], 'expiresAt'> {
  requestedAt: string
  expiresAt?: string
  decided?: {
    verdict: ApprovalVerdict
    scope: ApprovalScope
    at: string
    actor: EventActor
    reason?: string
    ruleId?: string
  }
}

/** A run that this run has handed work to. */
export interface ChildState {
  childRunId: string
  callId: string
  step: number
  index: number
  agentName: string
  title: string
  startedAt: string
  /** Absent while it works. */
  end?: Pick<RunEventOf<'child-finished'>['data'], 'status' | 'result' | 'problem'> & {
    at: string
    usage: UsageTotals
  }
}

/** The checks of one answer. */
export interface CheckRound {
  round: number
  step: number
  at: string
  results: CheckResult[]
}

export type Compaction = RunEventOf<'context-compacted'>['data'] & { seq: number; at: string }

export interface RunTotals extends UsageRecord {
  /** Whole micro-dollars of the calls whose price is known. */
  costMicros: number
  /** Calls whose price is not known. */
  unpricedCalls: number
  pricedCalls: number
}

export interface RunState {
  runId: string
  seq: number
  created: RunEventOf<'run-created'>['data'] & { at: string; actor: EventActor }
  status: RunStatus
  /** The model of the next call; null until one is connected. */
  model: RecipeModel | null
  waiting: { for: WaitingFor; reason: string; until?: string } | null
  budget: RunBudget
  limits: RunLimits
  /** Where the log before this run's own part came from. */
  fork?: RunEventOf<'run-forked'>['data']
  stopRequested: boolean
  workerId: string | null
  claimedAt: string | null
  startedAt: string | null
  endedAt: string | null
  lastEventAt: string
  end: { reason: EndReason; message: string; result: string | null } | null
  history: HistoryItem[]
  /** Messages that no model call has carried yet. */
  pendingMessages: RunMessage[]
  steps: StepState[]
  toolCalls: Record<string, ToolCallState>
  plan: PlanState | null
  planRevisions: PlanState[]
  files: Record<string, FileEntry>
  openedSkills: { name: string; versionId: string; hash: string; at: string }[]
  /** How many times in a row Reef itself failed on this run, while it did since the last answer. */
  breaks?: number
  brokenPrefixes: { step: number; message: number; was: string; is: string }[]
  approvals: ApprovalState[]
  children: ChildState[]
  checkRounds: CheckRound[]
  compactions: Compaction[]
  totals: RunTotals
}

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

/** Approvals that nobody has decided yet. */
export function openApprovals(state: RunState): ApprovalState[] {
  return state.approvals.filter(approval => !approval.decided)
}

/** Children that are still at work. */
export function openChildren(state: RunState): ChildState[] {
  return state.children.filter(child => !child.end)
}

/** The steps that the run made itself. Those before a fork were made, and paid for, by the run it came from. */
export function ownSteps(state: RunState): StepState[] {
  return state.fork ? state.steps.slice(state.fork.fromStep) : state.steps
}

/** The model call that has no end yet: under way, or lost with its worker. */
export function openAttempt(state: RunState): ModelAttempt | undefined {
  const attempt = state.steps.at(-1)?.attempts.at(-1)
  return attempt?.endedAt === undefined ? attempt : undefined
}

/** Whether a model call or a tool has begun and not ended: a worker is at it, or died in the middle. */
export function isUnderWay(state: RunState): boolean {
  const calls = state.steps.at(-1)?.toolCallIds ?? []
  return openAttempt(state) !== undefined || calls.some(id => state.toolCalls[id]?.status === 'started')
}

/** The recipe that the run was launched with. */
export function recipeOf(state: RunState): Recipe {
  return state.created.recipe
}
