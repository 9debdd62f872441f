/** The frozen recipe of a run: everything about agent, model, tools and limits that later edits must not change. */
import { z } from 'zod'

/** Where limits start when neither the agent nor the task says anything. On by default, so that nothing runs away. */
export const defaultLimits = { steps: 200, wallMs: 6 * 60 * 60 * 1000, outputTokens: 16_000 }

export const runLimits = z.object({
  /** Model calls that were answered. */
  steps: z.int().positive().default(defaultLimits.steps),
  /** Time since the run began, milliseconds. */
  wallMs: z.int().positive().default(defaultLimits.wallMs),
  /** Most tokens that one answer may have. */
  outputTokens: z.int().positive().default(defaultLimits.outputTokens),
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
})
export type Recipe = z.infer<typeof recipe>
