/** A template: a task with typed inputs. `{{name}}` in its title and instructions stands for a value. */
import { z } from 'zod'
import { checks } from '../checks/schema'
import { attachedFile } from '../files/schema'
import { furtherModels, newBudget, newLimits, runBudget, someLimits } from '../runs/recipe'

export const inputType = z.enum(['text', 'number', 'choice', 'date', 'file'])
export type InputType = z.infer<typeof inputType>

export const inputName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a name is small letters, digits and _, and begins with a letter')

export const templateInput = z.strictObject({
  name: inputName,
  type: inputType.default('text'),
  /** Shown above the field; the name when left out. */
  label: z.string().trim().max(80).optional(),
  /** What a choice offers. */
  choices: z.array(z.string().trim().min(1).max(200)).max(100).optional(),
  /** Taken when no value is given. */
  default: z.string().max(10_000).optional(),
  required: z.boolean().default(true),
})
export type TemplateInput = z.output<typeof templateInput>

/** A value as JSON gives it; numbers may come as text. */
export const inputValue = z.union([z.string().max(50_000), z.number(), z.boolean(), z.null()])
export const inputValues = z.record(z.string().max(100), inputValue)
export type InputValues = z.infer<typeof inputValues>

const name = z.string().trim().min(1, 'write a name').max(80)
const fields = {
  description: z.string().trim().max(300),
  /** Empty: the first line of the instructions. */
  title: z.string().trim().max(200),
  instructions: z.string().trim().min(1, 'say what is to be done').max(100_000),
  inputs: z.array(templateInput).max(50),
  /** Id or name; null for the workspace's default agent. */
  agent: z.string().max(200).nullable(),
  model: z.string().max(200).nullable(),
  skills: z.array(z.string()).max(100).nullable(),
  budget: newBudget,
  /** What must hold before the work counts as done. Inputs are not filled in here. */
  checks,
  /** Over the agent's own. */
  limits: newLimits,
  /** Null: the agent's. */
  fallbackModels: furtherModels.nullable(),
  /** Nothing is changed before a person has approved the plan. */
  planGate: z.boolean(),
  priority: z.int().min(-2).max(2),
  /** Files that every task gets; their bytes were sent before. */
  files: z.array(attachedFile).max(200),
}

export const createTemplateInput = z.object({
  name,
  description: fields.description.default(''),
  title: fields.title.default(''),
  instructions: fields.instructions,
  inputs: fields.inputs.default([]),
  agent: fields.agent.default(null),
  model: fields.model.default(null),
  skills: fields.skills.default(null),
  budget: fields.budget.default({}),
  checks: fields.checks.default([]),
  limits: fields.limits.default({}),
  fallbackModels: fields.fallbackModels.default(null),
  planGate: fields.planGate.default(false),
  priority: fields.priority.default(0),
  files: fields.files.default([]),
})
export type CreateTemplateInput = z.output<typeof createTemplateInput>

/** A template made from a task that is there: its words and choices, without inputs. */
export const templateFromTaskInput = z.object({ task: z.string(), name: name.optional() })

export const updateTemplateInput = z.object({ name, ...fields }).partial()
export type UpdateTemplateInput = z.infer<typeof updateTemplateInput>

export const template = z.object({
  id: z.string(),
  name: z.string(),
  ...fields,
  budget: runBudget,
  limits: someLimits,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Template = z.infer<typeof template>

/** What a task is made of: a template without its identity. */
export type TemplateContent = Omit<CreateTemplateInput, 'name' | 'description'>
/** As a batch keeps it: those of older batches say less. */
export const templateContent = createTemplateInput.omit({ name: true, description: true })

export const templateList = z.object({ templates: z.array(template) })

/** Starts a task from a template. */
export const useTemplateInput = z.object({
  inputs: inputValues.default({}),
  /** In addition to the template's own. */
  files: z
    .array(z.strictObject({ path: attachedFile.shape.path, hash: attachedFile.shape.hash }))
    .max(200)
    .default([]),
  start: z.boolean().default(true),
})
export type UseTemplateInput = z.output<typeof useTemplateInput>
