/** Tool servers (MCP) as the API takes and shows them: the secret goes in and never comes out. */
import { z } from 'zod'
import { json } from '../shared/json'

const schemaObject = z.record(z.string(), json)

/** Why a server cannot be used. Each code has one meaning and one thing to do about it. */
export const serverProblem = z.enum([
  'address',
  'unreachable',
  'not-trusted',
  'refused',
  'wrong-address',
  'failing',
  'timeout',
  'too-large',
  'not-understood',
])
export type ServerProblemCode = z.infer<typeof serverProblem>

/** A tool as its server describes it, cleaned of what nobody can see. */
export const toolContract = z.object({
  /** As the server calls it. */
  name: z.string(),
  /** As models and policy call it: `mcp__server__tool`. */
  fullName: z.string(),
  description: z.string(),
  /** JSON Schema of the arguments. */
  inputSchema: schemaObject,
  /** It says of itself that it changes nothing. Shown, never believed. */
  readOnly: z.boolean(),
  /** Over everything that the server said of it, and the server's address. */
  hash: z.string(),
})
export type ToolContract = z.infer<typeof toolContract>

/** A contract with what a person said about it. */
export const knownTool = toolContract.extend({
  said: z.enum(['on', 'off']).nullable(),
  /** The contract that the word was given on. */
  allowed: toolContract.pick({ hash: true, description: true, inputSchema: true }).nullable(),
})
export type KnownTool = z.infer<typeof knownTool>

/** `on` alone can be used: `new` and `changed` wait for a person. */
export const toolState = z.enum(['on', 'off', 'new', 'changed'])
export type ToolState = z.infer<typeof toolState>

export const serverStatus = z.enum(['working', 'failing'])

const counts = z.object({ on: z.int(), off: z.int(), new: z.int(), changed: z.int() })

export const toolServer = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  /** Name of the header that carries the secret; null when there is none. */
  header: z.string().nullable(),
  /** The last four characters of the secret, or null. */
  last4: z.string().nullable(),
  status: serverStatus,
  problem: z.string().nullable(),
  /** What the server calls itself. */
  title: z.string(),
  tools: counts,
  /** About how many tokens the tools that are on would take if every request listed them. */
  tokens: z.int(),
  checkedAt: z.iso.datetime().nullable(),
  createdByName: z.string(),
  createdAt: z.iso.datetime(),
})
export type ToolServer = z.infer<typeof toolServer>

export const toolServerList = z.object({ servers: z.array(toolServer) })

export const serverTool = toolContract.extend({
  state: toolState,
  tokens: z.int(),
  /** What changed since a person allowed it, as a unified diff; null unless it did. */
  diff: z.string().nullable(),
})
export type ServerTool = z.infer<typeof serverTool>

export const toolServerDetail = z.object({ server: toolServer, list: z.array(serverTool) })
export type ToolServerDetail = z.infer<typeof toolServerDetail>

/** Part of the names of its tools, which models take up to 64 characters. */
const serverName = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'small letters, digits and hyphens, 20 at most, a letter first')

const url = z.string().trim().min(1, 'give its address').max(2_000)
const header = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,60}$/, 'must be the name of a header')
/** A header's value: ASCII in one line. */
const secret = z
  .string()
  .trim()
  .min(8, 'is too short for a secret')
  .max(10_000)
  .regex(/^[\x20-\x7e]+$/, 'has characters that no header has')

export const createToolServerInput = z.strictObject({
  name: serverName,
  url,
  header: header.default('Authorization'),
  secret: secret.optional(),
})
export type CreateToolServerInput = z.output<typeof createToolServerInput>

export const updateToolServerInput = z.strictObject({
  url: url.optional(),
  header: header.optional(),
  /** Null takes it away. */
  secret: secret.nullable().optional(),
})
export type UpdateToolServerInput = z.output<typeof updateToolServerInput>

/** A person's word on tools, each bound to the contract that they saw. */
export const setToolsInput = z.strictObject({
  tools: z
    .array(z.strictObject({ name: z.string().max(200), hash: z.string().max(64), on: z.boolean() }))
    .min(1)
    .max(500),
})
export type SetToolsInput = z.output<typeof setToolsInput>

/** A contract as a run keeps it. */
export const frozenTool = z.object({
  name: z.string(),
  description: z.string(),
  inputSchema: schemaObject,
  hash: z.string(),
  server: z.object({ id: z.string(), name: z.string() }),
  /** As the server calls it. */
  tool: z.string(),
})
export type FrozenTool = z.infer<typeof frozenTool>
export const frozenTools = z.array(frozenTool)
