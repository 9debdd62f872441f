/** The state of a run as its log tells it: what `fold` makes and everything else reads. Types and one accessor. */
import type { BudgetTold } from '../budgets/rules'
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
  HelpWanted,
  NoticeCause,
  PlanStep,
  RunEventOf,
  RunStatus,
  WaitingFor,
} from './events'
import type { FinishReason, ModelError, ReplyPart } from './message'
import type { CallRole, Recipe, RecipeModel, RunBudget, RunLimits } from './recipe'
import type { SidePurpose } from './work-events'

/** The name of the tool whose calls become runs of their own. */
export const delegateTool = 'delegate'

export interface ToolCallState {
  callId: string
  step: number
  name: string
  input: Json
  problem?: string
  calledAs?: string
  status: 'called' | 'started' | 'asking' | 'finished'
  startedAt?: string
  endedAt?: string
  durationMs?: number
  output?: string
  isError?: boolean
  /** The model has this result before its eyes as that of another call, and was sent a reference. */
  sameAs?: string
  /** The call whose script made this one; no model sees it. */
  parentCallId?: string
  /** Calls that this one's script has made, in their order. */
  nested?: string[]
  /** Where all of a result lies whose `output` shows its beginning and its end. */
  whole?: { hash: string; size: number }
  display?: { [key: string]: Json }
  changes?: FileChange[]
  question?: { question: string; choices: string[]; standard?: string; until?: string }
}

export interface ModelAttempt {
  callId: string
  calledAt: string
  endedAt?: string
  prefixHash: string
  messages: number
  /** Still held back on the budgets while the call has neither answer nor failure. */
  reserved?: Reservation
  /** What it was for and with which model, where that was not the working one. */
  role?: CallRole
  model?: string
  error?: ModelError
  /** ISO time from which the next attempt may start. */
  retryAt?: string
  /** It was lost with its worker: what it used is an estimate, and what it held counts as spent. */
  lost?: true
  /** The wait that this failure asked for is over. */
  waited?: boolean
  usage?: UsageRecord
  cost?: Cost
}

export interface StepState {
  step: number
  attempts: ModelAttempt[]
  /** Attempts that were made with another model before this one. */
  attemptsBefore?: number
  /** Empty until the model has replied. */
  parts: ReplyPart[]
  toolCallIds: string[]
  finishReason?: FinishReason
  usageReported?: boolean
  responseModel?: string
  timing?: { firstOutputMs: number | null; totalMs: number }
  repliedAt?: string
  /** Newest revision of the plan that the model had before its eyes; kept once a person has edited one. */
  planSeen?: number
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
    match?: { [key: string]: Json }
  }
  /** The call that was allowed has begun: this word allows no further one. */
  used?: true
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

/** A model that was asked beside the conversation. */
export interface SideCall {
  callId: string
  step: number
  purpose: SidePurpose
  model: string
  calledAt: string
  /** Still held back on the budgets while the call has no end. */
  reserved?: Reservation
  endedAt?: string
  problem?: string
  usage?: UsageRecord
  cost?: Cost
}

/** What Reef told the agent because it went in circles or its plan stood still. */
export interface Intervention {
  cause: 'stuck' | 'plan'
  rule: string
  /** 1 hints, 2 demands another plan, 3 asks a person. */
  level: number
  /** Steps that were over by then. */
  afterStep: number
}

/** The run went on with another model. */
export interface ModelChange {
  spec: string
  /** Why Reef changed it; null when a person did. */
  reason: string | null
  afterStep: number
  at: string
}

/** The run is about to end at a limit: one more answer, then this. */
export interface Closing {
  reason: EndReason
  message: string
  /** The last step before the closing one. */
  afterStep: number
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
  waiting:
    | ({ for: WaitingFor; reason: string; until?: string; help?: HelpWanted } & Pick<
        RunEventOf<'run-waiting'>['data'],
        'budget'
      >)
    | null
  /** Why it is paused, where a kill switch did it. */
  pausedFor?: string
  budget: RunBudget
  limits: RunLimits
  /** Where the log before this run's own part came from. */
  fork?: RunEventOf<'run-forked'>['data']
  stopRequested: boolean
  workerId: string | null
  claimedAt: string | null
  startedAt: string | null
  endedAt: string | null
  /** Milliseconds for which it has waited or been paused, and since when it does. */
  restedMs: number
  restingSince: string | null
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
  brokenPrefixes: RunEventOf<'prefix-broken'>['data'][]
  approvals: ApprovalState[]
  children: ChildState[]
  checkRounds: CheckRound[]
  compactions: Compaction[]
  sideCalls: SideCall[]
  interventions: Intervention[]
  modelChanges: ModelChange[]
  /** Steps that were over when a person last said something. */
  heardAfterStep: number
  closing?: Closing
  /** What the agent was last told of its budget. */
  budgetTold?: BudgetTold
  totals: RunTotals
}

/** Approvals that nobody has decided yet. */
export function openApprovals(state: RunState): ApprovalState[] {
  return state.approvals.filter(approval => !approval.decided)
}

/** Children that are still at work. */
export function openChildren(state: RunState): ChildState[] {
  return state.children.filter(child => !child.end)
}

/** Whether the run neither handed work on nor was handed its own. */
export function isAlone(state: RunState): boolean {
  return state.children.length === 0 && state.created.parentRunId === null
}

/** The steps that the run made itself. Those before a fork were made, and paid for, by the run it came from. */
export function ownSteps(state: RunState): StepState[] {
  return state.fork ? state.steps.slice(state.fork.fromStep) : state.steps
}

/** Steps that have an answer. */
export function stepsOver(state: RunState): number {
  const last = state.steps.at(-1)
  return !last || last.repliedAt !== undefined ? state.steps.length : state.steps.length - 1
}

/** The model call that has no end yet: under way, or lost with its worker. */
export function openAttempt(state: RunState): ModelAttempt | undefined {
  const attempt = state.steps.at(-1)?.attempts.at(-1)
  return attempt?.endedAt === undefined ? attempt : undefined
}

/** The recipe that the run was launched with. */
export function recipeOf(state: RunState): Recipe {
  return state.created.recipe
}
