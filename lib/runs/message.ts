/** The neutral words between Reef and a model: what is asked, what is answered. No SDK type appears here. */

import { z } from 'zod'
import type { VisibleType } from '../files/schema'
import { json } from '../shared/json'
import type { Effort } from './recipe'

/** Opaque data that a provider wants back with a part (a reasoning signature, for instance). */
const providerMetadata = z.record(z.string(), json).optional()

/** Set when the part is large: its whole JSON lives under this content hash, and the part here is a preview. */
const hash = z.string().optional()

export const replyPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), providerMetadata, hash }),
  z.object({ type: z.literal('reasoning'), text: z.string(), providerMetadata, hash }),
  z.object({
    type: z.literal('tool-call'),
    callId: z.string(),
    name: z.string(),
    input: json,
    /** Set when the arguments were not valid JSON; `input` then holds the raw text. */
    problem: z.string().optional(),
    providerMetadata,
    hash,
  }),
])
export type ReplyPart = z.infer<typeof replyPart>
export type ToolCallPart = Extract<ReplyPart, { type: 'tool-call' }>

export interface ToolResultPart {
  callId: string
  name: string
  output: string
  isError: boolean
}

/** A picture or PDF that the model looks at. The bytes are put in when the request is sent. */
export interface VisibleFile {
  path: string
  hash: string
  size: number
  mediaType: VisibleType
}

export type ModelMessage =
  | { role: 'user'; text: string; files?: VisibleFile[] }
  | { role: 'assistant'; parts: ReplyPart[] }
  | { role: 'tool'; results: ToolResultPart[] }

export interface ToolDefinition {
  name: string
  description: string
  /** JSON Schema (2020-12) of the arguments. */
  inputSchema: Record<string, unknown>
}

export interface ModelRequest {
  instructions: string
  tools: ToolDefinition[]
  messages: ModelMessage[]
  maxOutputTokens?: number
  /** How hard the model shall think; left out, as its vendor likes. */
  effort?: Effort
  /** Stable for a run: lets vendors route calls with one prefix to one cache. */
  cacheKey?: string
  /** How long the vendor is asked to keep the prefix, where it lets one choose; five minutes when left out. */
  cacheLifetime?: '1h'
}

export const finishReason = z.enum(['stop', 'tool-calls', 'length', 'content-filter', 'other'])
export type FinishReason = z.infer<typeof finishReason>

/** Why a model call failed. The list is closed: each code has one meaning and one thing to do about it. */
export const modelErrorCode = z.enum([
  'aborted',
  'bad-request',
  'context-overflow',
  'credentials',
  'forbidden',
  'invalid-response',
  'network',
  'not-found',
  'overloaded',
  'quota',
  'rate-limit',
  'refused',
  'timeout',
  'unknown',
])
export type ModelErrorCode = z.infer<typeof modelErrorCode>

export const modelError = z.object({
  code: modelErrorCode,
  /** One plain sentence, without secrets. */
  message: z.string(),
  status: z.int().optional(),
  retryable: z.boolean(),
  /** Milliseconds the provider asked us to wait. */
  retryAfterMs: z.int().nonnegative().optional(),
})
export type ModelError = z.infer<typeof modelError>
