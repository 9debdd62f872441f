/** What `callModel` calls: a model object with the few facts about it that the call needs. */
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { VendorId } from '../providers/vendors'

/** Everything needed to make a model object; plain data. */
export interface ModelTarget {
  vendor: VendorId
  modelId: string
  /** Null for the vendor's own address. */
  baseUrl: string | null
  apiKey: string | null
  /** False for servers that only give whole answers. Default true. */
  streaming?: boolean
  /** Context window in tokens, where known; Ollama must be told. */
  contextTokens?: number
}

export interface ModelHandle {
  vendor: VendorId
  modelId: string
  baseUrl: string | null
  /** A scripted model is simulated: its tokens cost nothing and count in no total. */
  kind: 'live' | 'scripted'
  /** Milliseconds of silence before a call is given up: until the first output, and between two pieces. */
  timeouts: { firstMs: number; idleMs: number }
  /** Values that must never appear in an error message. */
  secrets: readonly string[]
  languageModel: LanguageModelV4
}
