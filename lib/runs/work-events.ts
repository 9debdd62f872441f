/** What happens in a run's work: plan, checks, limits, context, children. The shapes of those facts. */
import { z } from 'zod'
import { reservation } from '../budgets/schema'
import { checkResult } from '../checks/schema'
import { fileChange } from '../files/schema'
import { json } from '../shared/json'
import { cost, usageRecord, usageTotals } from '../usage/schema'
import { recipeModel, someLimits } from './recipe'

const step = z.int().positive()
const callId = z.string()

export const planStatus = z.enum(['todo', 'doing', 'done', 'failed', 'skipped'])
export type PlanStatus = z.infer<typeof planStatus>

/** A step of a plan. Only title and status are asked for; the rest is there when somebody said it. */
export const planStep = z.object({
  /** Names the step through all revisions, so that an edit can be told from a new step. */
  id: z.string().min(1).max(40).optional(),
  title: z.string(),
  status: planStatus,
  /** Ids of steps that must be done first. */
  dependsOn: z.array(z.string()).max(20).optional(),
  /** How one sees that the step is done. */
  acceptance: z.string().max(1_000).optional(),
  /** Who does it: an agent's name, or a person's. */
  owner: z.string().max(120).optional(),
  /** How often it was begun. Counted by Reef. */
  attempts: z.int().nonnegative().optional(),
  /** What shows that it is done: a path, a figure, a few words. */
  evidence: z.string().max(1_000).optional(),
})
export type PlanStep = z.infer<typeof planStep>

/** A step as somebody writes it. What is left out stays what it was; an empty text or list takes it away. */
export const planEdit = planStep.omit({ attempts: true })
export type PlanEdit = z.infer<typeof planEdit>

/** Why Reef itself says something to the agent. */
export const noticeCause = z.enum([
  'approval',
  'budget',
  'check',
  'child',
  'context',
  'fork',
  'limit',
  'plan',
  'stuck',
])
export type NoticeCause = z.infer<typeof noticeCause>

export const childStatus = z.enum(['running', 'succeeded', 'failed', 'stopped'])
export type ChildStatus = z.infer<typeof childStatus>

/** What a model is asked for beside the conversation. */
export const sidePurpose = z.enum(['judge', 'summary'])
export type SidePurpose = z.infer<typeof sidePurpose>

const micros = z.int().nullable()

/** Profit and loss of a shorter context as it was foreseen; null amounts where no price is known. */
const compactionForecast = z.object({
  removed: z.int().nonnegative(),
  rewritten: z.int().nonnegative(),
  calls: z.object({ least: z.int(), likely: z.int(), most: z.int() }),
  savedMicros: micros,
  rewriteMicros: micros,
  summaryMicros: micros,
  profitMicros: micros,
  forced: z.boolean(),
})

export const workEvents = {
  /** The script of call `parentCallId` calls a tool. What follows is told like of any call. */
  'nested-called': z.object({ step, callId, parentCallId: callId, name: z.string(), input: json }),
  'plan-changed': z.object({
    revision: z.int().positive(),
    /** The call that set it; null when a person edited it. */
    callId: callId.nullable(),
    steps: z.array(planStep),
  }),
  /** Reef tells the agent something. It enters the conversation like a person's message, marked as Reef's. */
  'notice-given': z.object({
    messageId: z.string(),
    cause: noticeCause,
    text: z.string(),
    /** What it rests on, such as the rule of the stuck detector and its level. */
    detail: z.record(z.string(), json).optional(),
  }),
  /** One acceptance check was made on the answer of `step`. `round` counts the answers that were checked. */
  'check-finished': z.object({ step, round: z.int().positive(), result: checkResult }),
  'limits-changed': z.object({ limits: someLimits }),
  /** From the next call on the run uses this model. `reason` is there when Reef changed it, not a person. */
  'model-changed': z.object({ model: recipeModel, reason: z.string().optional() }),
  /**
   * What the model sees from the next call on is less than the log: results of old tools are left out (`mask`),
   * or everything through `throughStep` is told in a summary (`summary`, `handoff`). The log itself stays whole.
   */
  'context-compacted': z.object({
    step,
    kind: z.enum(['mask', 'summary', 'handoff']),
    /** The last step that is told shorter. */
    throughStep: z.int().nonnegative(),
    /** Calls whose results are left out from now on. */
    maskedCallIds: z.array(callId),
    summary: z.string().nullable(),
    tokensBefore: z.int().nonnegative(),
    tokensAfter: z.int().nonnegative(),
    reason: z.string(),
    /** The provider had refused the request as too long. */
    overflow: z.boolean().optional(),
    /** Results that are left out, as files that the agent can read again. */
    changes: z.array(fileChange).optional(),
    /** What it was expected to save and to cost when it was decided, micro-dollars. */
    forecast: compactionForecast.optional(),
    /** The plan that is carried on word for word. */
    planRevision: z.int().nonnegative().optional(),
  }),
  /** A model is asked beside the conversation: to judge an answer, or to tell old steps shorter. An intent. */
  'side-called': z.object({
    step,
    callId,
    purpose: sidePurpose,
    /** `provider:model`. */
    model: z.string(),
    reserved: reservation.optional(),
  }),
  'side-finished': z.object({
    step,
    callId,
    purpose: sidePurpose,
    /** Why it came to nothing; absent when it was answered. */
    problem: z.string().optional(),
    usage: usageRecord.optional(),
    cost: cost.optional(),
  }),
  /** Part of a delegation has become a run of its own. Written before that run exists: an intent. */
  'child-started': z.object({
    step,
    callId,
    index: z.int().nonnegative(),
    childRunId: z.string(),
    agentName: z.string(),
    title: z.string(),
  }),
  /** The child's end, as a fact of its parent's log. */
  'child-finished': z.object({
    callId,
    childRunId: z.string(),
    status: childStatus.exclude(['running']),
    result: z.string().nullable(),
    /** Why the result does not have the shape that was asked for. */
    problem: z.string().optional(),
    usage: usageTotals,
  }),
} as const
