/** The closed list of facts that a run's log can hold. A new kind does not compile until the fold handles it. */
import { z } from 'zod'
import { budgetPeriod, budgetScope, reservation } from '../budgets/schema'
import { attachedFile, fileChange } from '../files/schema'
import { json } from '../shared/json'
import { cost, usageRecord } from '../usage/schema'
import { finishReason, modelError, replyPart } from './message'
import { peopleEvents } from './people-events'
import { callRole, recipe, runBudget } from './recipe'
import { endReasons, eventVersion, runStatuses } from './rules'
import { workEvents } from './work-events'

export type { ApprovalKind, ApprovalScope, ApprovalVerdict } from './people-events'
export {
  type NoticeCause,
  type PlanEdit,
  type PlanStatus,
  type PlanStep,
  planEdit,
  planStep,
} from './work-events'

export const eventActor = z.object({
  kind: z.enum(['person', 'token', 'agent', 'worker', 'reef']),
  id: z.string(),
  name: z.string(),
})
export type EventActor = z.infer<typeof eventActor>

export const waitingFor = z.enum(['approval', 'answer', 'child', 'budget', 'credentials', 'model', 'retry'])
export type WaitingFor = z.infer<typeof waitingFor>

export const endStatus = z.enum(['succeeded', 'failed', 'stopped'])
export type EndStatus = z.infer<typeof endStatus>

export const endReason = z.enum(endReasons)
export type EndReason = z.infer<typeof endReason>

/**
 * What changed the start of a request: Reef itself, a fork, or a worker that took over and builds requests otherwise
 * (another version of Reef).
 */
const brokenBy = z.enum(['compaction', 'model', 'fork', 'takeover'])

/** Reef asks a person for help with a run that goes in circles. */
export const helpWanted = z.object({
  question: z.string(),
  choices: z.array(z.string()),
  /** The rule of the stuck detector. */
  rule: z.string(),
})
export type HelpWanted = z.infer<typeof helpWanted>

/** A budget that a run waits for. */
const holdingBudget = z.object({ id: z.string(), scope: budgetScope, period: budgetPeriod, name: z.string() })

const step = z.int().positive()
const callId = z.string()

const eventData = {
  ...peopleEvents,
  ...workEvents,
  'run-created': z.object({
    taskId: z.string(),
    attempt: z.int().positive(),
    parentRunId: z.string().nullable(),
    title: z.string(),
    instructions: z.string(),
    files: z.array(attachedFile),
    recipe,
    /** Set when another run handed this work out: which call of it, and how many such steps above. */
    delegation: z
      .object({
        callId: z.string(),
        index: z.int().nonnegative(),
        depth: z.int().positive(),
        /** JSON Schema that the result must have. */
        schema: z.record(z.string(), json).optional(),
        /** The key of the parent's prompt cache, where this run begins as the parent does and sharing it pays. */
        cacheKey: z.string().optional(),
      })
      .optional(),
  }),
  /** A worker took the run: at the start, after a wait, or from a worker that died. */
  /** `claimId` tells one claim of a worker from the next; logs of the first versions have none. */
  'run-claimed': z.object({ workerId: z.string(), claimId: z.string().optional() }),
  /** Written before the call, so that a call that a crash swallowed is known. */
  'model-called': z.object({
    step,
    callId,
    attempt: z.int().positive(),
    /** Hash over everything sent: instructions, tools and each message, chained. */
    prefixHash: z.string(),
    messages: z.int().nonnegative(),
    /** Held back on the budgets until the call is settled. */
    reserved: reservation.optional(),
    /** What it is for, and the model (`provider:model`), where that is not the working one. */
    role: callRole.optional(),
    model: z.string().optional(),
  }),
  'model-replied': z.object({
    step,
    callId,
    parts: z.array(replyPart),
    finishReason,
    usage: usageRecord,
    usageReported: z.boolean(),
    cost,
    responseModel: z.string().optional(),
    timing: z.object({ firstOutputMs: z.number().nullable(), totalMs: z.number() }),
  }),
  'model-failed': z.object({
    step,
    callId,
    error: modelError,
    usage: usageRecord.optional(),
    cost: cost.optional(),
    /** When the next attempt may start; absent when trying again would not help. */
    retryAt: z.iso.datetime().optional(),
    /** Its worker died: nobody heard what it used, which is an estimate; budgets keep all that it held. */
    lost: z.literal(true).optional(),
  }),
  /** The start of what was sent is not what was sent before: the provider's cache is lost, and why. */
  'prefix-broken': z.object({
    step,
    callId,
    /** The first message that differs; -1 where instructions or tools do. */
    message: z.int(),
    part: z.enum(['tools', 'instructions']).optional(),
    was: z.string(),
    is: z.string(),
    cause: brokenBy.optional(),
  }),
  /** Intent, written before a tool acts. */
  'tool-started': z.object({ step, callId, name: z.string() }),
  'tool-finished': z.object({
    step,
    callId,
    name: z.string(),
    output: z.string(),
    isError: z.boolean(),
    durationMs: z.number().nonnegative(),
    /** The earlier call with the same result that the model still sees: it is sent a reference to that. */
    sameAs: callId.optional(),
    /** Content of the whole result, where `output` holds head and tail for people to see: a script has all of it. */
    whole: z.object({ hash: z.string(), size: z.int().nonnegative() }).optional(),
    display: z.record(z.string(), json).optional(),
    changes: z.array(fileChange).optional(),
  }),
  'budget-changed': z.object({ budget: runBudget }),
  'skill-opened': z.object({ callId, name: z.string(), versionId: z.string(), hash: z.string() }),
  'question-asked': z.object({
    step,
    callId,
    question: z.string(),
    choices: z.array(z.string()),
    /** The answer that holds when nobody has given another one until then. */
    standard: z.string().optional(),
    until: z.iso.datetime().optional(),
  }),
  /** The answer is also the result of the call that asked. `byDefault`: nobody answered in time. */
  'question-answered': z.object({ callId, answer: z.string(), byDefault: z.boolean().optional() }),
  'run-waiting': z.object({
    for: waitingFor,
    reason: z.string(),
    until: z.iso.datetime().optional(),
    /** Set when Reef itself failed: how many times in a row, this one included. */
    breaks: z.int().positive().optional(),
    help: helpWanted.optional(),
    /** The budget that holds it. */
    budget: holdingBudget.optional(),
  }),
  /** By a person, or by a kill switch: then it says who pressed it and why. */
  'run-paused': z.object({ reason: z.string().optional(), switchId: z.string().optional() }),
  /** A person, or the end of what was waited for, lets the run go on. */
  'run-resumed': z.object({ reason: z.string() }),
  'stop-requested': z.object({}),
  'run-ended': z.object({
    status: endStatus,
    reason: endReason,
    message: z.string(),
    result: z.string().nullable(),
  }),
} as const

export type EventType = keyof typeof eventData
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>

/** A fact before it has a place in the log. */
export type EventDraft = { [T in EventType]: { type: T; actor: EventActor; data: EventData<T> } }[EventType]

/** A fact in the log: `seq` is gap-free from 1 in its run, `at` is ISO 8601 in UTC. */
export type RunEvent = EventDraft & { runId: string; seq: number; at: string; version: number }
export type RunEventOf<T extends EventType> = Extract<RunEvent, { type: T }>

const envelope = {
  runId: z.string(),
  seq: z.int().positive(),
  at: z.iso.datetime(),
  version: z.int(),
  actor: eventActor,
}

const variants = (Object.keys(eventData) as EventType[]).map(type =>
  z.object({ ...envelope, type: z.literal(type), data: eventData[type] }),
)

/** Parses one event from outside (database row, HTTP, SSE) at the version this code speaks. */
export const runEvent = z.discriminatedUnion(
  'type',
  variants as [(typeof variants)[number]],
) as unknown as z.ZodType<RunEvent>

/** Brings an event of an older version up to today's shape. Logs are never rewritten. */
export function upcastEvent(stored: { version: number; [key: string]: unknown }): RunEvent {
  if (stored.version > eventVersion)
    throw new Error(`Event version ${stored.version} is newer than this Reef.`)
  return runEvent.parse(stored)
}

export const runStatus = z.enum(runStatuses)
export type RunStatus = z.infer<typeof runStatus>
