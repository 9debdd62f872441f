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

/** Vendors that a person can connect: the demo is always there. */
export const connectableVendor = vendorId.exclude(['demo'])
export type ConnectableVendor = z.infer<typeof connectableVendor>

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

/** Why an endpoint did not tell its models. Each code has one meaning and one thing to do about it. */
export const listingProblem = z.enum([
  'key-missing',
  'key-refused',
  'not-allowed',
  'wrong-address',
  'unreachable',
  'not-trusted',
  'quota',
  'timeout',
  'failing',
  'not-understood',
])
export type ListingProblem = z.infer<typeof listingProblem>

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
  /** The names of the environment variables that it was read from; empty for one from Settings. */
  variables: z.array(z.string()),
  models: z.array(modelInfo),
  status: providerStatus,
  problem: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
})
export type Provider = z.infer<typeof provider>

export const providerList = z.object({ providers: z.array(provider) })

/** The name stands before the colon in `name:model`, so it has none itself. */
const providerName = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(60)
  .regex(/^[^:/\s][^:/]*$/, 'must not contain ":" or "/"')

const baseUrl = z.string().trim().max(2000)
/** Header values are ASCII without spaces; what was pasted with a line break in it is no key. */
const apiKey = z
  .string()
  .trim()
  .min(1, 'paste the key')
  .max(10_000)
  .regex(/^[\x21-\x7e]+$/, 'has characters that no key has')

const access = {
  vendor: connectableVendor,
  baseUrl: baseUrl.optional(),
  apiKey: apiKey.optional(),
}

export const createProviderInput = z.strictObject({
  ...access,
  name: providerName.optional(),
  /** True stores it without asking for its models: some servers have no list. */
  unchecked: z.boolean().optional(),
})
export type CreateProviderInput = z.infer<typeof createProviderInput>

/** A key or an address to be tried; nothing of it is kept. */
export const testProviderInput = z.strictObject(access)
export type TestProviderInput = z.infer<typeof testProviderInput>

/** What asking an endpoint for its models has shown. */
export const providerTest = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), models: z.array(modelInfo) }),
  z.object({ ok: z.literal(false), problem: listingProblem, message: z.string() }),
])
export type ProviderTest = z.infer<typeof providerTest>

export const updateProviderInput = z.strictObject({
  name: providerName.optional(),
  baseUrl: baseUrl.nullable().optional(),
  /** Null takes the key away. */
  apiKey: apiKey.nullable().optional(),
})
export type UpdateProviderInput = z.infer<typeof updateProviderInput>

/** A local model server that answered the probe: offered, never chosen. */
export const foundServer = z.object({
  vendor: connectableVendor,
  label: z.string(),
  baseUrl: z.string(),
  models: z.array(modelInfo),
})
export type FoundServer = z.infer<typeof foundServer>

export const foundServers = z.object({ servers: z.array(foundServer) })

/** `provider:model`; the model's own name may hold colons (`ollama:qwen3:8b`). */
export const modelSpec = z
  .string()
  .trim()
  .max(400)
  .regex(/^[^:]+:.+$/, 'must be provider:model')

/** A model that an agent of the workspace can be given. */
export const availableModel = z.object({
  spec: z.string(),
  label: z.string(),
  vendor: vendorId,
  /** The provider's name. */
  provider: z.string(),
  contextTokens: z.int().positive().nullable(),
  /** Whether it can call tools; null where nobody says. */
  tools: z.boolean().nullable(),
  /** Whether its price is known, so that a budget in dollars can be kept. */
  priced: z.boolean(),
  scripted: z.literal(false),
})
export type AvailableModel = z.infer<typeof availableModel>

export const availableModels = z.object({
  models: z.array(availableModel),
  /** The model of agents and tasks that name none; null while there is none that can be used. */
  default: z.string().nullable(),
  /** Why the default that was set cannot be used. */
  defaultProblem: z.string().nullable(),
})
export type AvailableModels = z.infer<typeof availableModels>

export const defaultModelInput = z.strictObject({ spec: modelSpec.nullable() })
