/** A run as the API and the page show it. */
import { z } from 'zod'
import { checkResult } from '../checks/schema'
import { usageTotals } from '../usage/schema'
import { endReason, planStep, runEvent, runStatus, waitingFor } from './events'
import { recipe, runBudget, runLimits } from './recipe'
import type { RunState } from './run-state'

const time = z.iso.datetime()

/** What lists, cards and the rail need; one row of the projection. */
export const runSummary = z.object({
  id: z.string(),
  taskId: z.string(),
  attempt: z.int().positive(),
  /** The run whose log this one began with, and the last step it took over; null for a run of its own. */
  forkedFrom: z.object({ runId: z.string(), step: z.int().nonnegative() }).nullable(),
  /** The run that handed this work on; null for one that a person started. */
  parentRunId: z.string().nullable(),
  /** How many hands the work has passed through. */
  depth: z.int().nonnegative(),
  /** Of a run that was handed a part: the part in a few words. */
  title: z.string().nullable(),
  status: runStatus,
  waitingFor: waitingFor.nullable(),
  /** Plain words for the status, such as the question that is open. */
  reason: z.string().nullable(),
  /** What it does right now, in a line. */
  activity: z.string().nullable(),
  agentName: z.string(),
  model: z.string(),
  scripted: z.boolean(),
  seq: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  usage: usageTotals,
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  lastEventAt: time,
  /** Of a queued run: its place in the line of its workspace, from 1. */
  queuePosition: z.int().positive().nullable().default(null),
})
export type RunSummary = z.infer<typeof runSummary>

export const runDetail = runSummary.extend({
  taskTitle: z.string(),
  instructions: z.string(),
  recipe,
  budget: runBudget,
  /** As they hold now. */
  limits: runLimits,
  plan: z.array(planStep).nullable(),
  /** What each round of checks said, the newest last. */
  checkRounds: z.array(z.object({ round: z.int(), step: z.int(), at: time, results: z.array(checkResult) })),
  endReason: endReason.nullable(),
  /** The final answer, once there is one. */
  result: z.string().nullable(),
  files: z.array(z.object({ path: z.string(), hash: z.string(), size: z.int() })),
})
export type RunDetail = z.infer<typeof runDetail>

/** Every run of an attempt: the one at the top and all that work was handed to, oldest first. */
export const runTree = z.object({ taskId: z.string(), attempt: z.int(), runs: z.array(runSummary) })
export type RunTree = z.infer<typeof runTree>

export const runFilter = z.object({
  status: runStatus.optional(),
  task: z.string().optional(),
  /** Words to find in what was said and done. */
  q: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Id of the last run of the page before. */
  before: z.string().optional(),
})
export type RunFilter = z.infer<typeof runFilter>

export const runList = z.object({
  runs: z.array(runSummary.extend({ taskTitle: z.string() })),
  next: z.string().nullable(),
})
export type RunList = z.infer<typeof runList>

export const eventPage = z.object({ events: z.array(runEvent), next: z.int().nonnegative() })
export type EventPage = z.infer<typeof eventPage>

/**
 * A run's state as this Reef folds it, whole: it is made of parsed events, and its shape follows the fold's. A reader
 * goes on with the events after `seq`, if it knows this version of them.
 */
export const foldedRun = z.object({
  version: z.int(),
  seq: z.int().positive(),
  state: z.custom<RunState>(value => typeof value === 'object' && value !== null).meta({ type: 'object' }),
})

/**
 * What a live stream sends beside events: text of a model call that is under way. Never stored. `reset` carries the
 * draft so far (after a connection or a new attempt); the other kinds append.
 */
export const runFrame = z.object({
  callId: z.string(),
  kind: z.enum(['text', 'reasoning', 'tool-input', 'tool-output']),
  text: z.string(),
  /** For tool frames: which call. */
  toolCallId: z.string().optional(),
  toolName: z.string().optional(),
  reset: z.boolean().optional(),
})
export type RunFrame = z.infer<typeof runFrame>

/** The raw words of one step: what was sent and what came back, in neutral form. */
export const rawStep = z.object({
  step: z.int(),
  request: z.object({
    instructions: z.string(),
    tools: z.array(z.unknown()),
    messages: z.array(z.unknown()),
  }),
  reply: z.object({ parts: z.array(z.unknown()), finishReason: z.string().nullable() }),
  prefixHash: z.string().nullable(),
  /** Whether the request shown hashes to what was recorded when it was sent. */
  verified: z.boolean(),
})
export type RawStep = z.infer<typeof rawStep>

/** Where the event stands that a command has led to, and the new run when it led to one. */
export const commandAnswer = z.object({ seq: z.int(), runId: z.string().optional() })
export type CommandAnswer = z.infer<typeof commandAnswer>
