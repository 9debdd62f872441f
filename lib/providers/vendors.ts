/** The model vendors that Reef knows, as data: names, environment variables, addresses, how models are listed. */

import { type VendorId, vendorId } from './schema'

export const vendorIds = vendorId.options
export type { VendorId } from './schema'

/** How an endpoint names its models. */
type ListingStyle = 'openai' | 'anthropic' | 'google' | 'ollama' | 'none'

export interface Vendor {
  id: VendorId
  label: string
  /** Variables that may hold the key, best first; one may stand for another address. */
  keyVariables: readonly { name: string; baseUrl?: string }[]
  /** Variables that may hold the address, best first. */
  baseUrlVariables: readonly string[]
  /** Null where there is no usual address and one must be given. */
  defaultBaseUrl: string | null
  listing: ListingStyle
  needsKey: boolean
  /** Runs on the user's own machines: no price, slow first token, private addresses expected. */
  local: boolean
  /** Provider ids in the price data, the first match counts; empty when there is none. */
  priceProviders: readonly string[]
  /** Where a person gets a key or reads how to start it. */
  hint: string
}

const hosted = { listing: 'openai', needsKey: true, local: false } as const

export const vendors: Readonly<Record<VendorId, Vendor>> = {
  openai: {
    ...hosted,
    id: 'openai',
    label: 'OpenAI',
    keyVariables: [{ name: 'OPENAI_API_KEY' }],
    baseUrlVariables: ['OPENAI_BASE_URL'],
    defaultBaseUrl: 'https://api.openai.com/v1',
    priceProviders: ['openai'],
    hint: 'platform.openai.com/api-keys',
  },
  anthropic: {
    ...hosted,
    id: 'anthropic',
    label: 'Anthropic',
    keyVariables: [{ name: 'ANTHROPIC_API_KEY' }],
    baseUrlVariables: ['ANTHROPIC_BASE_URL'],
    defaultBaseUrl: 'https://api.anthropic.com/v1',
    listing: 'anthropic',
    priceProviders: ['anthropic'],
    hint: 'console.anthropic.com/settings/keys',
  },
  google: {
    ...hosted,
    id: 'google',
    label: 'Google Gemini',
    keyVariables: [{ name: 'GOOGLE_GENERATIVE_AI_API_KEY' }, { name: 'GEMINI_API_KEY' }],
    baseUrlVariables: ['GOOGLE_BASE_URL'],
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    listing: 'google',
    priceProviders: ['google'],
    hint: 'aistudio.google.com/apikey',
  },
  deepseek: {
    ...hosted,
    id: 'deepseek',
    label: 'DeepSeek',
    keyVariables: [{ name: 'DEEPSEEK_API_KEY' }],
    baseUrlVariables: ['DEEPSEEK_BASE_URL'],
    defaultBaseUrl: 'https://api.deepseek.com',
    priceProviders: ['deepseek'],
    hint: 'platform.deepseek.com/api_keys',
  },
  moonshotai: {
    ...hosted,
    id: 'moonshotai',
    label: 'Moonshot AI (Kimi)',
    keyVariables: [{ name: 'MOONSHOT_API_KEY' }],
    baseUrlVariables: ['MOONSHOT_BASE_URL'],
    defaultBaseUrl: 'https://api.moonshot.ai/v1',
    priceProviders: ['moonshotai'],
    hint: 'platform.moonshot.ai/console/api-keys',
  },
  zhipu: {
    ...hosted,
    id: 'zhipu',
    label: 'Z.ai (Zhipu GLM)',
    keyVariables: [
      { name: 'ZAI_API_KEY' },
      { name: 'ZHIPU_API_KEY', baseUrl: 'https://open.bigmodel.cn/api/paas/v4' },
    ],
    baseUrlVariables: ['ZAI_BASE_URL', 'ZHIPU_BASE_URL'],
    defaultBaseUrl: 'https://api.z.ai/api/paas/v4',
    priceProviders: ['zai', 'zhipuai'],
    hint: 'z.ai/manage-apikey/apikey-list',
  },
  xiaomi: {
    ...hosted,
    id: 'xiaomi',
    label: 'Xiaomi MiMo',
    keyVariables: [{ name: 'XIAOMI_API_KEY' }, { name: 'MIMO_API_KEY' }],
    baseUrlVariables: ['XIAOMI_BASE_URL', 'MIMO_BASE_URL'],
    defaultBaseUrl: 'https://api.xiaomimimo.com/v1',
    priceProviders: [],
    hint: 'platform.xiaomimimo.com',
  },
  alibaba: {
    ...hosted,
    id: 'alibaba',
    label: 'Alibaba Cloud (Qwen)',
    keyVariables: [{ name: 'DASHSCOPE_API_KEY' }, { name: 'ALIBABA_API_KEY' }],
    baseUrlVariables: ['DASHSCOPE_BASE_URL', 'ALIBABA_BASE_URL'],
    defaultBaseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    priceProviders: [],
    hint: 'modelstudio.console.alibabacloud.com',
  },
  minimax: {
    ...hosted,
    id: 'minimax',
    label: 'MiniMax',
    keyVariables: [{ name: 'MINIMAX_API_KEY' }],
    baseUrlVariables: ['MINIMAX_BASE_URL'],
    defaultBaseUrl: 'https://api.minimax.io/anthropic/v1',
    listing: 'anthropic',
    priceProviders: ['minimax'],
    hint: 'platform.minimax.io',
  },
  xai: {
    ...hosted,
    id: 'xai',
    label: 'xAI (Grok)',
    keyVariables: [{ name: 'XAI_API_KEY' }],
    baseUrlVariables: ['XAI_BASE_URL'],
    defaultBaseUrl: 'https://api.x.ai/v1',
    priceProviders: ['x-ai'],
    hint: 'console.x.ai',
  },
  openrouter: {
    ...hosted,
    id: 'openrouter',
    label: 'OpenRouter',
    keyVariables: [{ name: 'OPENROUTER_API_KEY' }],
    baseUrlVariables: ['OPENROUTER_BASE_URL'],
    defaultBaseUrl: 'https://openrouter.ai/api/v1',
    priceProviders: ['openrouter'],
    hint: 'openrouter.ai/keys',
  },
  'openai-compatible': {
    ...hosted,
    id: 'openai-compatible',
    label: 'OpenAI-compatible server',
    keyVariables: [],
    baseUrlVariables: [],
    defaultBaseUrl: null,
    needsKey: false,
    local: true,
    priceProviders: [],
    hint: 'The address of vLLM, SGLang, LM Studio, llama.cpp or any other server, usually ending in /v1',
  },
  ollama: {
    id: 'ollama',
    label: 'Ollama',
    keyVariables: [{ name: 'OLLAMA_API_KEY' }],
    baseUrlVariables: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'],
    defaultBaseUrl: 'http://127.0.0.1:11434',
    listing: 'ollama',
    needsKey: false,
    local: true,
    priceProviders: [],
    hint: 'Start it with "ollama serve"',
  },
  demo: {
    id: 'demo',
    label: 'Scripted demo',
    keyVariables: [],
    baseUrlVariables: [],
    defaultBaseUrl: null,
    listing: 'none',
    needsKey: false,
    local: true,
    priceProviders: [],
    hint: 'Replays a script; its tools really run',
  },
}

/** Every variable of every vendor. */
export const vendorVariables: readonly string[] = vendorIds.flatMap(id => [
  ...vendors[id].keyVariables.map(variable => variable.name),
  ...vendors[id].baseUrlVariables,
])

/**
 * Whether an address belongs to the vendor itself. An `openai` provider with any other host is an
 * OpenAI-compatible chat-completions endpoint.
 */
export function isVendorHost(id: VendorId, baseUrl: string): boolean {
  const known = [
    vendors[id].defaultBaseUrl,
    ...vendors[id].keyVariables.map(variable => variable.baseUrl ?? null),
  ]
  const host = hostOf(baseUrl)
  return known.some(url => url !== null && host !== null && hostOf(url) === host)
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null
}
