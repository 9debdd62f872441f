/** The frozen recipe of a run: everything about agent, model, tools and limits that later edits must not change. */
import { z } from 'zod'
import { check } from '../checks/schema'

/** Where limits start when neither the agent nor the task says anything. On by default, so that nothing runs away. */
export const defaultLimits = {
  steps: 200,
  wallMs: 6 * 60 * 60 * 1000,
  outputTokens: 16_000,
  attempts: 6,
  checkRounds: 5,
  repeats: 4,
  depth: 3,
  fanOut: 8,
}

const limit = z.int().positive()
const limits = {
  /** Model calls that were answered. */
  steps: limit,
  /** Time at work since the run began, milliseconds; waits and pauses do not count. */
  wallMs: limit,
  /** Most tokens that one answer may have. */
  outputTokens: limit,
  /** Attempts at one model call before another model is tried, or the run waits. */
  attempts: limit.max(100),
  /** Answers that may fail their checks before the run ends as failed. */
  checkRounds: limit.max(100),
  /** The same call with the same result, one after the other, before the run counts as stuck. */
  repeats: limit.min(2).max(100),
  /** How deep work may be handed on: a run that a person started is at 0. */
  depth: z.int().nonnegative().max(10),
  /** Runs that one run may have under it at once. */
  fanOut: limit.max(100),
}

/** Some limits; the others stay what they are. */
export const someLimits = z.object(limits).partial()
export type SomeLimits = z.infer<typeof someLimits>

/** Limits as somebody sends them: a misspelt one must not pass for none. */
export const newLimits = z.strictObject(limits).partial()

/** All limits. Recipes of older runs lack the newer ones. */
export const runLimits = z.object({
  steps: limits.steps.default(defaultLimits.steps),
  wallMs: limits.wallMs.default(defaultLimits.wallMs),
  outputTokens: limits.outputTokens.default(defaultLimits.outputTokens),
  attempts: limits.attempts.default(defaultLimits.attempts),
  checkRounds: limits.checkRounds.default(defaultLimits.checkRounds),
  repeats: limits.repeats.default(defaultLimits.repeats),
  depth: limits.depth.default(defaultLimits.depth),
  fanOut: limits.fanOut.default(defaultLimits.fanOut),
})
export type RunLimits = z.infer<typeof runLimits>

export const recipeModel = z.object({
  /** `provider:model`, as a person writes it. */
  spec: z.string(),
  vendor: z.string(),
  /** The provider's record, or null for one that the environment names. */
  providerId: z.string().nullable(),
  modelId: z.string(),
  /** True for the scripted demo, which is left out of every total. */
  scripted: z.boolean(),
  /** Size of the context window in tokens, where it is known. */
  contextTokens: z.int().positive().nullable(),
  /** What it can look at beside text; nothing when left out. */
  sees: z.array(z.enum(['image', 'pdf'])).optional(),
})
export type RecipeModel = z.infer<typeof recipeModel>

export const recipeSkill = z.object({
  name: z.string(),
  description: z.string(),
  versionId: z.string(),
  hash: z.string(),
})

export type RecipeSkill = z.infer<typeof recipeSkill>

export const runBudget = z.object({
  usd: z.number().positive().optional(),
  tokens: z.int().positive().optional(),
})
/** A budget as somebody sends it: a misspelt limit must not pass for none. */
export const newBudget = z.strictObject(runBudget.shape)
export type RunBudget = z.infer<typeof runBudget>
export type NewBudget = z.infer<typeof newBudget>

/** How hard a model thinks. */
export const efforts = ['low', 'medium', 'high'] as const
export const effort = z.enum(efforts)
export type Effort = z.infer<typeof effort>

/** What a call of a model is for. */
export const callRoles = ['work', 'plan', 'summarise', 'judge'] as const
export const callRole = z.enum(callRoles)
export type CallRole = z.infer<typeof callRole>

const roleChoice = z.object({ model: recipeModel.optional(), effort: effort.optional() })
export const recipeRoles = z
  .object({ work: roleChoice, plan: roleChoice, summarise: roleChoice, judge: roleChoice })
  .partial()
export type RecipeRoles = z.infer<typeof recipeRoles>

/** Models to go on with, in this order, when the one before keeps failing. */
export const furtherModels = z.array(z.string().trim().min(1).max(200)).max(5)

/** The contracts of tool servers that a run may use, as they were allowed when it was launched. */
export const recipeCatalogue = z.object({
  /** Content of the contracts. */
  hash: z.string(),
  size: z.int().nonnegative(),
  servers: z.array(z.object({ id: z.string(), name: z.string(), tools: z.int() })),
  /** About how many tokens listing all of them takes. */
  tokens: z.int().nonnegative(),
  /** The model finds them by a search; else every request lists them. */
  searched: z.boolean(),
  /** What every request carries for them: names of definitions and their characters. */
  sent: z.array(z.object({ name: z.string(), size: z.int() })),
})
export type RecipeCatalogue = z.infer<typeof recipeCatalogue>

export const recipe = z.object({
  agent: z.object({ id: z.string().nullable(), name: z.string() }),
  instructions: z.string(),
  /** Null while no model is connected: the run is kept and waits for one. */
  model: recipeModel.nullable(),
  /** Sorted names. */
  tools: z.array(z.string()),
  /** Sorted by name; one line each in the prompt. */
  skills: z.array(recipeSkill),
  limits: runLimits,
  budget: runBudget,
  /** Models to go on with, in this order, when the one before keeps failing. */
  fallbackModels: z.array(recipeModel).optional(),
  /** Models and efforts by role; the working model is `model`. */
  roles: recipeRoles.optional(),
  /** What must hold before the work counts as done. */
  checks: z.array(check).optional(),
  /** The models that judging checks name. */
  judgeModels: z.array(recipeModel).optional(),
  /** Nothing that others can see happens before a person has approved the plan. */
  planGate: z.boolean().optional(),
  /** Agents that the run can hand work to: a line each in the prompt. */
  team: z.array(z.object({ name: z.string(), description: z.string() })).optional(),
  /** Tools of tool servers; the agent has none when left out. */
  catalogue: recipeCatalogue.optional(),
})
export type Recipe = z.infer<typeof recipe>
