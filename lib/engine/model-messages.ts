/** Turns Reef's neutral messages into the AI SDK's, without importing it: the shapes are matched by structure. */
import type { VendorId } from '../providers/vendors'
import type { ModelMessage, ReplyPart, ToolResultPart } from '../runs/message'
import type { Json } from '../shared/json'
import type { CacheControl } from './cache-controls'

type ProviderOptions = Record<string, { [key: string]: Json }>

/** One part of an SDK message; `providerOptions` carries what the vendor wants back, or a cache breakpoint. */
type SdkPart =
  | { type: 'text'; text: string; providerOptions?: ProviderOptions }
  | { type: 'reasoning'; text: string; providerOptions?: ProviderOptions }
  | {
      type: 'tool-call'
      toolCallId: string
      toolName: string
      input: unknown
      providerOptions?: ProviderOptions
    }

interface SdkToolResult {
  type: 'tool-result'
  toolCallId: string
  toolName: string
  output: { type: 'text' | 'error-text'; value: string }
}

/** What a person's message holds when files come with it. */
type SdkUserPart =
  | { type: 'text'; text: string }
  | { type: 'file'; data: Uint8Array; mediaType: string; filename: string }

export type SdkMessage =
  | { role: 'system'; content: string; providerOptions?: ProviderOptions }
  | { role: 'user'; content: string | SdkUserPart[]; providerOptions?: ProviderOptions }
  | { role: 'assistant'; content: SdkPart[]; providerOptions?: ProviderOptions }
  | { role: 'tool'; content: SdkToolResult[]; providerOptions?: ProviderOptions }

export interface MessageTarget {
  vendor: VendorId
  /** Cache breakpoints by the place of their message, where the vendor takes them. */
  breakpoints?: ReadonlyMap<number, CacheControl> | undefined
  /** Bytes of the files in the messages, by hash. */
  bytes?: ReadonlyMap<string, Uint8Array> | undefined
}

/**
 * Neutral messages → SDK messages. Reasoning goes back only to the vendor that made it: a foreign vendor gets the
 * visible text and the tool calls alone, since signatures of another would be refused.
 */
export function toSdkMessages(messages: readonly ModelMessage[], target: MessageTarget): SdkMessage[] {
  return messages.map((message, place) => {
    const converted = toSdkMessage(message, target)
    const breakpoint = target.breakpoints?.get(place)
    return breakpoint ? { ...converted, providerOptions: breakpoint } : converted
  })
}

function toSdkMessage(message: ModelMessage, target: MessageTarget): SdkMessage {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: userContent(message, target) }
    case 'assistant':
      return { role: 'assistant', content: message.parts.flatMap(part => toSdkPart(part, target)) }
    case 'tool':
      return { role: 'tool', content: message.results.map(toSdkToolResult) }
  }
}

/** Files come before the words that speak of them. */
function userContent(
  { text, files }: Extract<ModelMessage, { role: 'user' }>,
  { bytes }: MessageTarget,
): string | SdkUserPart[] {
  if (!files || files.length === 0) return text
  const parts = files.map(({ hash, mediaType, path }): SdkUserPart => {
    const data = bytes?.get(hash)
    if (!data) throw new Error(`The bytes of ${path} were not given`)
    return { type: 'file', data, mediaType, filename: path.slice(path.lastIndexOf('/') + 1) }
  })
  return [...parts, { type: 'text', text }]
}

function toSdkPart(part: ReplyPart, target: MessageTarget): SdkPart[] {
  const kept = ownMetadata(part.providerMetadata, target.vendor)
  const options = kept ? { providerOptions: kept } : {}
  switch (part.type) {
    case 'text':
      return part.text === '' && !kept ? [] : [{ type: 'text', text: part.text, ...options }]
    case 'reasoning':
      return kept ? [{ type: 'reasoning', text: part.text, ...options }] : []
    case 'tool-call':
      return [
        {
          type: 'tool-call',
          toolCallId: part.callId,
          toolName: part.name,
          input: sentInput(part),
          ...options,
        },
      ]
  }
}

/** Vendors want an object: arguments that were not valid JSON go back wrapped, so that the model can see its slip. */
function sentInput(part: Extract<ReplyPart, { type: 'tool-call' }>): unknown {
  if (part.problem === undefined && isObject(part.input)) return part.input
  return { invalid_arguments: part.input }
}

function toSdkToolResult(result: ToolResultPart): SdkToolResult {
  return {
    type: 'tool-result',
    toolCallId: result.callId,
    toolName: result.name,
    output: { type: result.isError ? 'error-text' : 'text', value: result.output },
  }
}

/** The key under which a part remembers whose it is; never sent to a vendor. */
const originKey = 'reef'

/** Vendors behind one plain wire format whose servers may refuse reasoning sent back. */
const takesNoReasoning: readonly VendorId[] = ['openai-compatible', 'ollama', 'demo']

/** Marks a vendor's part as its own, so that only this vendor gets it back. */
export function stampOrigin(metadata: ReplyPart['providerMetadata'], vendor: VendorId): Record<string, Json> {
  return { ...metadata, [originKey]: { vendor } }
}

function ownMetadata(metadata: ReplyPart['providerMetadata'], vendor: VendorId): ProviderOptions | null {
  const origin = metadata?.[originKey]
  if (!isObject(origin) || origin.vendor !== vendor || takesNoReasoning.includes(vendor)) return null
  const own: ProviderOptions = {}
  for (const [key, value] of Object.entries(metadata ?? {})) {
    if (key !== originKey && isObject(value)) own[key] = value
  }
  return own
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
