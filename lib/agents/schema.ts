/** An agent: a recipe that is frozen into a run when the run is launched. */
import { z } from 'zod'
import { effort, furtherModels, someLimits } from '../runs/recipe'

/** Every tool an agent may have, in the order in which the model reads them. */
export const toolNames = [
  'ask',
  'bash',
  'delegate',
  'edit',
  'plan',
  'read',
  'skill',
  'web_fetch',
  'write',
] as const
export const toolName = z.enum(toolNames)

const roleModel = z.string().trim().min(1).max(200)
const roleChoice = z.strictObject({ model: roleModel, effort }).partial()

/** Model (`provider:model`) and effort by what a call is for. The model of `work` is the agent's `model`. */
export const agentRoles = z
  .strictObject({
    work: z.strictObject({ effort }).partial(),
    plan: roleChoice,
    summarise: roleChoice,
    judge: roleChoice,
  })
  .partial()
export type AgentRoles = {
  [Role in keyof z.infer<typeof agentRoles>]?: z.infer<typeof roleChoice> | undefined
}

const name = z.string().trim().min(1).max(60)
const fields = {
  name,
  description: z.string().trim().max(300),
  instructions: z.string().trim().min(1, 'say how the agent works').max(40_000),
  /** `provider:model`; null for the workspace's default. */
  model: z.string().trim().min(1).max(200).nullable(),
  tools: z.array(toolName),
  /** Ids of skills; each run gets their published versions. Null: every published skill. */
  skills: z.array(z.string()).max(200).nullable(),
  limits: someLimits,
  /** Its runs change nothing before a person has approved their plan. */
  planGate: z.boolean(),
  /** Models to go on with, in this order, when the one before keeps failing. */
  fallbackModels: furtherModels,
  roles: agentRoles,
  /** Ids of the tool servers whose allowed tools it may use. */
  toolServers: z.array(z.string()).max(20),
}

export const agent = z.object({
  id: z.string(),
  ...fields,
  isDefault: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  archived: z.boolean(),
})
export type Agent = z.infer<typeof agent>

export const createAgentInput = z.object({
  name,
  description: fields.description.default(''),
  instructions: fields.instructions,
  model: fields.model.default(null),
  tools: fields.tools.default([...toolNames]),
  skills: fields.skills.default(null),
  limits: fields.limits.default({}),
  planGate: fields.planGate.default(false),
  fallbackModels: fields.fallbackModels.default([]),
  roles: fields.roles.default({}),
  toolServers: fields.toolServers.default([]),
})
export type CreateAgentInput = z.output<typeof createAgentInput>

export const updateAgentInput = z.object({ ...fields, isDefault: z.literal(true) }).partial()
export type UpdateAgentInput = z.infer<typeof updateAgentInput>

export const agentList = z.object({ agents: z.array(agent) })
export type AgentList = z.infer<typeof agentList>

/** Agents that come with Reef, and whether the workspace has one of that name. */
export const agentTemplateList = z.object({
  templates: z.array(
    z.object({
      name,
      description: fields.description,
      instructions: fields.instructions,
      tools: fields.tools,
      added: z.boolean(),
    }),
  ),
})
export type AgentTemplateList = z.infer<typeof agentTemplateList>

export const addTemplatesInput = z.strictObject({ names: z.array(name).min(1).max(50) })
