/** Providers as the API takes and shows them: the secret goes in and never comes out. */
import { z } from 'zod'

export const vendorId = z.enum([
  'openai',
  'anthropic',
  'google',
  'deepseek',
  'moonshotai',
  'zhipu',
  'xiaomi',
  'alibaba',
  'minimax',
  'xai',
  'openrouter',
  'openai-compatible',
  'ollama',
  'demo',
])
export type VendorId = z.infer<typeof vendorId>

export const modelInfo = z.object({
  id: z.string().min(1).max(300),
  label: z.string().max(300).optional(),
  /** Tokens that the model can read and write in one call. */
  contextTokens: z.int().positive().optional(),
  maxOutputTokens: z.int().positive().optional(),
  vision: z.boolean().optional(),
  /** False where the server says that the model cannot call tools: it cannot work as an agent then. */
  tools: z.boolean().optional(),
})
export type ModelInfo = z.infer<typeof modelInfo>

/** `unchecked` until the endpoint was asked for its models; `problem` says in words what is wrong. */
export const providerStatus = z.enum(['unchecked', 'working', 'failing'])
export type ProviderStatus = z.infer<typeof providerStatus>

export const provider = z.object({
  id: z.string(),
  vendor: vendorId,
  name: z.string(),
  baseUrl: z.string().nullable(),
  /** The last four characters of the key, or null when there is none. */
  last4: z.string().nullable(),
  /** Where it was named: in Settings, or by the environment (then it cannot be changed here). */
  origin: z.enum(['settings', 'environment']),
  models: z.array(modelInfo),
  status: providerStatus,
  problem: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
})
export type Provider = z.infer<typeof provider>

/** The name stands before the colon in `name:model`, so it has none itself. */
const providerName = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(60)
  .regex(/^[^:/\s][^:/]*$/, 'must not contain ":" or "/"')

const baseUrl = z.string().trim().max(2000)
const apiKey = z.string().trim().min(1).max(10_000)

export const createProviderInput = z.strictObject({
  vendor: vendorId.exclude(['demo']),
  name: providerName.optional(),
  baseUrl: baseUrl.optional(),
  apiKey: apiKey.optional(),
  /** True stores it without asking for its models: some servers have no list. */
  unchecked: z.boolean().optional(),
})
export type CreateProviderInput = z.infer<typeof createProviderInput>

export const updateProviderInput = z.strictObject({
  name: providerName.optional(),
  baseUrl: baseUrl.nullable().optional(),
  /** Null takes the key away. */
  apiKey: apiKey.nullable().optional(),
})
export type UpdateProviderInput = z.infer<typeof updateProviderInput>

/** A local model server that answered the probe: offered, never chosen. */
export const foundServer = z.object({
  vendor: vendorId,
  label: z.string(),
  baseUrl: z.string(),
  models: z.array(modelInfo),
})
export type FoundServer = z.infer<typeof foundServer>

/** `provider:model`; the model's own name may hold colons (`ollama:qwen3:8b`). */
export const modelSpec = z
  .string()
  .trim()
  .max(400)
  .regex(/^[^:]+:.+$/, 'must be provider:model')
