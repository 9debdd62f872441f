/** Reads the lists of models in the vendors' several forms. */
import { z } from 'zod'
import type { ModelInfo } from './schema'
import { type VendorId, vendors } from './vendors'

const size = z.number().int().positive().nullish().catch(undefined)

/** OpenAI's form with what OpenRouter, vLLM, LM Studio, llama.cpp, Moonshot, MiniMax and Anthropic add to it. */
const openaiList = z.object({
  data: z.array(
    z.looseObject({
      id: z.string().min(1),
      name: z.string().nullish().catch(undefined),
      display_name: z.string().nullish().catch(undefined),
      context_length: size,
      context_window: size,
      max_model_len: size,
      max_context_length: size,
      max_input_tokens: size,
      meta: z.looseObject({ n_ctx: size, n_ctx_train: size }).nullish().catch(undefined),
      architecture: z
        .looseObject({ input_modalities: z.array(z.string()).nullish() })
        .nullish()
        .catch(undefined),
      supported_parameters: z.array(z.string()).nullish().catch(undefined),
      type: z.string().nullish().catch(undefined),
    }),
  ),
})

const googleList = z.object({
  models: z.array(
    z.looseObject({
      name: z.string().min(1),
      displayName: z.string().optional(),
      inputTokenLimit: size,
      outputTokenLimit: size,
      supportedGenerationMethods: z.array(z.string()).optional(),
    }),
  ),
})

const ollamaList = z.object({
  models: z.array(
    z.looseObject({
      name: z.string().min(1),
      capabilities: z.array(z.string()).nullish().catch(undefined),
      details: z
        .looseObject({ parameter_size: z.string().nullish(), context_length: size })
        .nullish()
        .catch(undefined),
    }),
  ),
})

/** The models in a listing's body, sorted by id; null when the body is not such a list. */
export function parseModels(vendor: VendorId, body: string): ModelInfo[] | null {
  const value = parseJson(body)
  const models =
    vendors[vendor].listing === 'google'
      ? fromGoogle(value)
      : vendors[vendor].listing === 'ollama'
        ? fromOllama(value)
        : fromOpenai(value)
  return models?.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)) ?? null
}

/** Models that are no chat models by their name: there is no field that would say so. */
const notForChat =
  /embed|whisper|tts|dall-e|moderation|rerank|transcribe|realtime|image|sora|davinci|babbage|audio/i

function fromOpenai(value: unknown): ModelInfo[] | null {
  const list = openaiList.safeParse(Array.isArray(value) ? { data: value } : value)
  if (!list.success) return null
  return list.data.data
    .filter(model => !notForChat.test(model.id) && model.type !== 'embeddings')
    .map(model => {
      const label = model.display_name ?? model.name
      const context =
        model.context_length ??
        model.max_model_len ??
        model.max_context_length ??
        model.context_window ??
        model.max_input_tokens ??
        model.meta?.n_ctx ??
        model.meta?.n_ctx_train
      return {
        id: model.id,
        ...(label && label !== model.id ? { label } : {}),
        ...(context ? { contextTokens: context } : {}),
        ...(model.architecture?.input_modalities
          ? { vision: model.architecture.input_modalities.includes('image') }
          : {}),
        ...(model.supported_parameters ? { tools: model.supported_parameters.includes('tools') } : {}),
      }
    })
}

function fromGoogle(value: unknown): ModelInfo[] | null {
  const list = googleList.safeParse(value)
  if (!list.success) return null
  return list.data.models
    .filter(model => model.supportedGenerationMethods?.includes('generateContent') ?? true)
    .map(model => ({
      id: model.name.replace(/^models\//, ''),
      ...(model.displayName ? { label: model.displayName } : {}),
      ...(model.inputTokenLimit ? { contextTokens: model.inputTokenLimit } : {}),
      ...(model.outputTokenLimit ? { maxOutputTokens: model.outputTokenLimit } : {}),
    }))
    .filter(model => !notForChat.test(model.id))
}

function fromOllama(value: unknown): ModelInfo[] | null {
  const list = ollamaList.safeParse(value)
  if (!list.success) return null
  return list.data.models
    .filter(model => !notForChat.test(model.name))
    .map(model => ({
      id: model.name,
      ...(model.details?.parameter_size ? { label: `${model.name} (${model.details.parameter_size})` } : {}),
      ...(model.details?.context_length ? { contextTokens: model.details.context_length } : {}),
      ...(model.capabilities
        ? { tools: model.capabilities.includes('tools'), vision: model.capabilities.includes('vision') }
        : {}),
    }))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
