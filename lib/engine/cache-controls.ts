/** Which prompt-caching controls a request carries for each vendor: decided here and nowhere else. */
import type { VendorId } from '../providers/vendors'
import type { ModelRequest } from '../runs/message'
import type { Json } from '../shared/json'

/** Options under a vendor's key, as the AI SDK takes them on a message, a tool or the whole call. */
export type CacheControl = Record<string, { [key: string]: Json }>

export interface CacheControls {
  /** On the last tool definition: everything up to the end of the tools. */
  lastTool?: CacheControl
  /** On the instructions: tools and instructions together. */
  instructions?: CacheControl
  /** On the last message: the whole history so far. */
  lastMessage?: CacheControl
  /** On the call. */
  call?: CacheControl
}

/** Longest key that OpenAI takes. */
const maxCacheKeyLength = 64

const breakpoint = { type: 'ephemeral' }

/**
 * The controls for one request.
 * Anthropic style (https://platform.claude.com/docs/en/build-with-claude/prompt-caching): breakpoints at the end of
 * the tools, of the instructions and of the last message, three of the four allowed; the last one moves with the
 * history, so that each call reads what the one before wrote. OpenAI style: a key that routes calls with one
 * prefix to one cache. The other vendors cache by themselves.
 */
export function cacheControls(vendor: VendorId, modelId: string, request: ModelRequest): CacheControls {
  const key = request.cacheKey?.slice(0, maxCacheKeyLength)
  switch (vendor) {
    case 'anthropic':
    case 'minimax':
      return breakpoints({ anthropic: { cacheControl: breakpoint } })
    case 'openrouter':
      return /^~?anthropic\//.test(modelId) ? breakpoints({ openrouter: { cacheControl: breakpoint } }) : {}
    case 'openai':
      return key === undefined ? {} : { call: { openai: { promptCacheKey: key } } }
    default:
      return {}
  }
}

function breakpoints(control: CacheControl): CacheControls {
  return { lastTool: control, instructions: control, lastMessage: control }
}
