/** Which prompt-caching controls a request carries for each vendor: decided here and nowhere else. */
import type { VendorId } from '../providers/vendors'
import { isOpenAiWithWritePrice } from '../runs/cache-facts'
import type { ModelMessage, ModelRequest } from '../runs/message'
import type { Json } from '../shared/json'

/** Options under a vendor's key, as the AI SDK takes them on a message, a tool or the whole call. */
export type CacheControl = Record<string, { [key: string]: Json }>

export interface CacheControls {
  /** On the last tool definition: everything up to the end of the tools. */
  lastTool?: CacheControl
  /** On the instructions: tools and instructions together. */
  instructions?: CacheControl
  /** On messages, by their place: everything up to the end of that message. */
  messages?: ReadonlyMap<number, CacheControl>
  /** On the call. */
  call?: CacheControl
}

/** Longest key that OpenAI takes. */
const maxCacheKeyLength = 64

/** From its breakpoint Anthropic looks back so many blocks for a prefix that it knows, the breakpoint's own counted. */
const lookBackBlocks = 20

/**
 * The controls for one request.
 * Anthropic style (https://platform.claude.com/docs/en/build-with-claude/prompt-caching): one breakpoint behind the
 * fixed part and one on the last message, which moves with the history, so that each call reads what the one before
 * wrote. A third stands where the last call ended when a turn has added more blocks than are looked back over. The
 * fourth is never spent.
 * OpenAI style: a key that routes calls with one prefix to one cache. From 5.6 on also one breakpoint behind the fixed
 * part, beside the one that OpenAI itself puts on the last message, so that other runs of the agent find it.
 * The other vendors cache by themselves.
 */
export function cacheControls(vendor: VendorId, modelId: string, request: ModelRequest): CacheControls {
  switch (vendor) {
    case 'anthropic':
      return breakpoints(request, 'anthropic', request.cacheLifetime)
    case 'minimax':
      // MiniMax speaks Anthropic's format and has one lifetime only.
      return breakpoints(request, 'anthropic')
    case 'openrouter':
      return /^~?anthropic\//.test(modelId) ? breakpoints(request, 'openrouter', request.cacheLifetime) : {}
    case 'openai':
      return openAiControls(modelId, request)
    default:
      return {}
  }
}

function openAiControls(modelId: string, { cacheKey }: ModelRequest): CacheControls {
  const key = cacheKey?.slice(0, maxCacheKeyLength)
  return {
    ...(key === undefined ? {} : { call: { openai: { promptCacheKey: key } } }),
    ...(isOpenAiWithWritePrice(modelId)
      ? { instructions: { openai: { promptCacheBreakpoint: { mode: 'explicit' } } } }
      : {}),
  }
}

function breakpoints(
  { instructions, messages }: ModelRequest,
  key: 'anthropic' | 'openrouter',
  lifetime?: '1h',
): CacheControls {
  const cacheControl = { type: 'ephemeral', ...(lifetime ? { ttl: lifetime } : {}) }
  const control = { [key]: { cacheControl } }
  const before = lastTurnStart(messages)
  const isFar = before > 0 && blocksIn(messages.slice(before)) >= lookBackBlocks
  const places = [...(isFar ? [before - 1] : []), messages.length - 1].filter(place => place >= 0)
  return {
    // What is behind the instructions holds the tools too.
    ...(instructions === '' ? { lastTool: control } : { instructions: control }),
    messages: new Map(places.map(place => [place, control])),
  }
}

/** Where the newest answer begins: the call before this one sent everything before it. */
function lastTurnStart(messages: readonly ModelMessage[]): number {
  return messages.findLastIndex(message => message.role === 'assistant')
}

/** Content blocks as the vendor counts them: each part, each result, each file and each text. */
function blocksIn(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, message) => sum + blocksOf(message), 0)
}

function blocksOf(message: ModelMessage): number {
  if (message.role === 'assistant') return message.parts.length
  return message.role === 'tool' ? message.results.length : 1 + (message.files?.length ?? 0)
}
