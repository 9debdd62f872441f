/** Makes the SDK's model object for a vendor; each vendor's client is loaded when it is first needed. */
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { effectiveBaseUrl } from '../providers/base-url'
import { providerFetch } from '../providers/provider-fetch'
import { isVendorHost, type VendorId, vendors } from '../providers/vendors'
import type { ModelHandle, ModelTarget } from './model-handle'

/** A local server may read a long prompt for minutes before its first token; a hosted one should not. */
const hostedTimeouts = { firstMs: 300_000, idleMs: 120_000 }
const localTimeouts = { firstMs: 1_200_000, idleMs: 300_000 }

/** Ollama cuts a prompt silently at its own default window unless it is told a larger one. */
const defaultOllamaContext = 32_768

/**
 * Opens a model: loads the vendor's client if need be and makes the model object. No request is sent. `call` is the
 * fetch that the client will use.
 */
export async function openModel(
  target: ModelTarget,
  call: typeof fetch = providerFetch,
): Promise<ModelHandle> {
  const baseUrl = effectiveBaseUrl(target.vendor, target.baseUrl)
  const vendor = spokenVendor(target.vendor, baseUrl)
  const made = await makeModel(
    { ...target, vendor },
    { baseURL: baseUrl ?? '', apiKey: target.apiKey ?? '', fetch: call },
  )
  return {
    vendor,
    modelId: target.modelId,
    baseUrl,
    kind: vendor === 'demo' ? 'scripted' : 'live',
    timeouts: vendors[vendor].local ? localTimeouts : hostedTimeouts,
    secrets: target.apiKey ? [target.apiKey] : [],
    languageModel: target.streaming === false ? await answerWhole(made) : made,
  }
}

/** OpenAI's name with another host means an OpenAI-compatible chat-completions endpoint. */
function spokenVendor(vendor: VendorId, baseUrl: string | null): VendorId {
  return vendor === 'openai' && baseUrl !== null && !isVendorHost('openai', baseUrl)
    ? 'openai-compatible'
    : vendor
}

interface Connection {
  baseURL: string
  /** Never undefined: the clients would otherwise look into the process's environment themselves. */
  apiKey: string
  fetch: typeof fetch
}

async function makeModel(target: ModelTarget, connection: Connection): Promise<LanguageModelV4> {
  const id = target.modelId
  switch (target.vendor) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI(connection).responses(id)
    case 'anthropic':
      return (await import('@ai-sdk/anthropic')).createAnthropic(connection).languageModel(id)
    case 'google':
      return (await import('@ai-sdk/google')).createGoogle(connection).languageModel(id)
    case 'deepseek':
      return (await import('@ai-sdk/deepseek')).createDeepSeek(connection).languageModel(id)
    case 'moonshotai':
      return (await import('@ai-sdk/moonshotai')).createMoonshotAI(connection).languageModel(id)
    case 'alibaba':
      return (await import('@ai-sdk/alibaba')).createAlibaba(connection).languageModel(id)
    case 'minimax':
      return (await import('@ai-sdk/minimax')).createMiniMax(connection).languageModel(id)
    case 'xai':
      return (await import('@ai-sdk/xai')).createXai(connection).responses(id)
    case 'openrouter':
      return openRouterModel(id, connection)
    case 'zhipu':
    case 'xiaomi':
    case 'openai-compatible':
      return compatible(target.vendor, id, connection)
    case 'ollama':
      return ollamaModel(target, connection)
    case 'demo':
      return (await import('./demo-scripts')).demoModel(id)
  }
}

async function compatible(name: VendorId, modelId: string, connection: Connection): Promise<LanguageModelV4> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const { apiKey, ...rest } = connection
  return createOpenAICompatible({
    name,
    ...rest,
    ...(apiKey ? { apiKey } : {}),
    includeUsage: true,
  }).chatModel(modelId)
}

async function openRouterModel(modelId: string, connection: Connection): Promise<LanguageModelV4> {
  const { createOpenRouter } = await import('@openrouter/ai-sdk-provider')
  return createOpenRouter({ ...connection, compatibility: 'strict' }).chat(modelId, {
    usage: { include: true },
  })
}

async function ollamaModel(target: ModelTarget, connection: Connection): Promise<LanguageModelV4> {
  const { createOllama } = await import('ai-sdk-ollama')
  const { apiKey, ...rest } = connection
  const provider = createOllama({ ...rest, ...(apiKey ? { apiKey } : {}) })
  const window = target.contextTokens ?? defaultOllamaContext
  return provider.chat(target.modelId, { options: { num_ctx: window } })
}

/** For servers that cannot stream: one whole answer, handed on as if it had come in one piece. */
async function answerWhole(model: LanguageModelV4): Promise<LanguageModelV4> {
  const { simulateStreamingMiddleware, wrapLanguageModel } = await import('ai')
  return wrapLanguageModel({ model, middleware: simulateStreamingMiddleware() })
}
