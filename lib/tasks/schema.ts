/** A task: the intent, in a person's words. Its runs are the attempts. */
import { z } from 'zod'
import { checks } from '../checks/schema'
import { blocker, newBlockers } from '../dependencies/schema'
import { attachedFile } from '../files/schema'
import { furtherModels, newBudget, newLimits, runBudget, someLimits } from '../runs/recipe'
import { runSummary } from '../runs/schema'
import { usageTotals } from '../usage/schema'

export const maxInstructionCharacters = 100_000

/** The person's clock: a run that has finished never makes its task done. */
export const taskStatus = z.enum(['backlog', 'active', 'review', 'done', 'cancelled'])
export type TaskStatus = z.infer<typeof taskStatus>

const title = z.string().trim().min(1).max(200)
const instructions = z
  .string()
  .trim()
  .min(1, 'say what is to be done')
  .max(
    maxInstructionCharacters,
    `at most ${maxInstructionCharacters} characters; put long material into a file`,
  )

/** A file that comes with a task: bytes sent before (`hash`), or small content inline. */
export const newTaskFile = z.union([
  z.strictObject({ path: attachedFile.shape.path, hash: attachedFile.shape.hash }),
  z.strictObject({ path: attachedFile.shape.path, content: z.string().max(1_000_000) }),
  z.strictObject({ path: attachedFile.shape.path, base64: z.base64().max(2_000_000) }),
])

/** How a task is worked on. Whatever starts tasks may say it: a person, a template, a schedule. */
export const taskChoices = z.object({
  /** Id or name; the workspace's default agent when left out. */
  agent: z.string().optional(),
  /** `provider:model`; the agent's, then the workspace's, when left out. */
  model: z.string().max(200).optional(),
  /** Names or ids; the agent's when left out. */
  skills: z.array(z.string()).max(100).optional(),
  budget: newBudget.optional(),
  /** What must hold before the work counts as done. */
  checks: checks.optional(),
  /** Over the agent's own. */
  limits: newLimits.optional(),
  /** Instead of the agent's. */
  fallbackModels: furtherModels.optional(),
  /** Nothing is changed before a person has approved the plan. An agent may ask for it by itself. */
  planGate: z.boolean().optional(),
})
export type TaskChoices = z.output<typeof taskChoices>

export const createTaskInput = taskChoices.extend({
  instructions,
  title: title.optional(),
  files: z.array(newTaskFile).max(200).optional(),
  priority: z.int().min(-2).max(2).optional(),
  /** Tasks that must be done, or have succeeded, before this one starts. */
  blockedBy: newBlockers.optional(),
  /** It starts by itself then, such as in a vendor's cheap hours. A time that is over means at once. */
  notBefore: z.iso.datetime().optional(),
  /** False keeps the task in the backlog. */
  start: z.boolean().default(true),
})
export type CreateTaskInput = z.output<typeof createTaskInput>

export const updateTaskInput = z.object({
  title: title.optional(),
  instructions: instructions.optional(),
  status: taskStatus.optional(),
  priority: z.int().min(-2).max(2).optional(),
  planGate: z.boolean().optional(),
  /** For the runs that are started from now on. */
  checks: checks.optional(),
  limits: newLimits.optional(),
  /** Null: the agent's. */
  fallbackModels: furtherModels.nullable().optional(),
  archived: z.boolean().optional(),
  /** All of them: what is left out is not waited for any more. */
  blockedBy: newBlockers.optional(),
  /** Whether it starts by itself once nothing blocks it. */
  startWhenFree: z.boolean().optional(),
})
export type UpdateTaskInput = z.infer<typeof updateTaskInput>

const ids = z.array(z.string()).min(1).max(200)
/** One action on several tasks. */
export const bulkInput = z.discriminatedUnion('action', [
  z.strictObject({ ids, action: z.enum(['start', 'stop', 'done', 'archive']) }),
  z.strictObject({ ids, action: z.literal('priority'), priority: z.int().min(-2).max(2) }),
])
export type BulkInput = z.infer<typeof bulkInput>

export const bulkAnswer = z.object({
  results: z.array(z.object({ id: z.string(), ok: z.boolean(), problem: z.string().nullable() })),
})
export type BulkAnswer = z.infer<typeof bulkAnswer>

export const startRunInput = z.object({
  agent: z.string().optional(),
  model: z.string().max(200).optional(),
  budget: newBudget.optional(),
})
export type StartRunInput = z.infer<typeof startRunInput>

/** The runs that the newest attempt's agent has handed work to, summed up. */
const taskTeam = z.object({
  /** Runs below the one at the top. */
  runs: z.int().positive(),
  /** How many of them are working now. */
  atWork: z.int().nonnegative(),
  /** What the whole tree has used, the run at the top included. */
  usage: usageTotals,
  /** The first of them that only a person can move on. */
  asks: runSummary
    .pick({ id: true, agentName: true, title: true, status: true, waitingFor: true, reason: true })
    .nullable(),
})
export type TaskTeam = z.infer<typeof taskTeam>

export const task = z.object({
  id: z.string(),
  title: z.string(),
  instructions: z.string(),
  status: taskStatus,
  priority: z.int(),
  ownerName: z.string().nullable(),
  agentId: z.string().nullable(),
  agentName: z.string().nullable(),
  model: z.string().nullable(),
  skills: z.array(z.string()),
  budget: runBudget,
  checks,
  limits: someLimits,
  /** Null: the agent's. */
  fallbackModels: furtherModels.nullable().default(null),
  files: z.array(attachedFile),
  /** Name of the demo script, for the scripted demo; null for real work. */
  scripted: z.string().nullable(),
  planGate: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** The newest attempt. */
  run: runSummary.nullable(),
  runCount: z.int().nonnegative(),
  blockedBy: z.array(blocker).default([]),
  /** Whether it starts by itself once nothing blocks it. */
  startsWhenFree: z.boolean().default(false),
  /** The earliest time of that; null for none. */
  notBefore: z.iso.datetime().nullable().default(null),
  /** Why it did not, if it should have. */
  startProblem: z.string().nullable().default(null),
  /** The batch whose row it is. */
  batchId: z.string().nullable().default(null),
  /** Null while its agent works alone. */
  team: taskTeam.nullable(),
})
export type Task = z.infer<typeof task>

export const taskDetail = task.extend({ runs: z.array(runSummary) })
export type TaskDetail = z.infer<typeof taskDetail>

export const taskFilter = z.object({
  status: taskStatus.optional(),
  agent: z.string().optional(),
  /** Words to find in tasks and transcripts. */
  q: z.string().max(200).optional(),
  archived: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(500).default(200),
  before: z.string().optional(),
})
export type TaskFilter = z.output<typeof taskFilter>

export const taskList = z.object({ tasks: z.array(task), next: z.string().nullable() })
export type TaskList = z.infer<typeof taskList>

export const startedTask = z.object({ task, run: runSummary.nullable() })
export type StartedTask = z.infer<typeof startedTask>

/** Another attempt at a task. */
export const startedAttempt = z.object({ task, run: runSummary })

/** The models that a composer offers: of an answer of the models' route, what it needs. */
export const modelChoices = z.object({
  models: z.array(
    z.object({
      spec: z.string(),
      label: z.string(),
      vendor: z.string(),
      priced: z.boolean(),
      scripted: z.boolean(),
    }),
  ),
  default: z.string().nullable(),
})
export type ModelChoices = z.infer<typeof modelChoices>

/** The same for skills. */
export const skillChoices = z.object({
  skills: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      status: z.string(),
      origin: z.string(),
    }),
  ),
})
export type SkillChoices = z.infer<typeof skillChoices>
