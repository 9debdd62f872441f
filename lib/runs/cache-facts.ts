/** What is known of each vendor's prompt cache: from which length on, in which blocks, for how long, at which price. Pure. */
import type { RecipeModel } from './recipe'

const minute = 60_000

export interface CacheFacts {
  /** Tokens from which a prefix is cached at all; null where nobody says. */
  minimum: number | null
  /** Reads come in whole blocks of so many tokens. */
  block: number
  /** Milliseconds without a use after which an entry may be gone; null where nobody says. */
  lastsMs: number | null
  /** A longer life that can be asked for. */
  longMs?: number
  /** Price of a token written and of one read, fresh input being 1: for calls without a price row. */
  write: number
  longWrite?: number
  read: number
}

const automatic: CacheFacts = { minimum: 1_024, block: 128, lastsMs: null, write: 1, read: 0.1 }
const unknown: CacheFacts = { minimum: null, block: 1, lastsMs: null, write: 1, read: 1 }

/**
 * Facts of the vendor of a model. Anthropic: https://platform.claude.com/docs/en/build-with-claude/prompt-caching.
 * OpenAI: https://platform.openai.com/docs/guides/prompt-caching; from 5.6 on a write costs a quarter more and lasts
 * half an hour. The others cache by themselves and charge nothing for it.
 */
export function cacheFactsOf(model: Pick<RecipeModel, 'vendor' | 'modelId'> | null | undefined): CacheFacts {
  const id = model?.modelId.toLowerCase() ?? ''
  switch (model?.vendor) {
    case 'anthropic':
      return anthropic(id)
    case 'openai':
      return isOpenAiWithWritePrice(id)
        ? { ...automatic, lastsMs: 30 * minute, write: 1.25 }
        : { ...automatic, lastsMs: 5 * minute }
    case 'openrouter':
      if (/^~?anthropic\//.test(id)) return anthropic(id)
      return id.startsWith('openai/') ? { ...automatic, lastsMs: 5 * minute } : automatic
    case 'deepseek':
      return { ...automatic, minimum: null, block: 64, read: 0.03 }
    case 'minimax':
      return { ...automatic, minimum: null, block: 1, lastsMs: 5 * minute, write: 1.25, read: 0.2 }
    case 'alibaba':
      return { ...automatic, minimum: null, block: 1, read: 0.2 }
    case 'zhipu':
      return { ...automatic, minimum: null, block: 1, read: 0.2 }
    case 'moonshotai':
    case 'xai':
    case 'xiaomi':
      return { ...automatic, minimum: null, block: 1 }
    case 'google':
      return { ...automatic, block: 1 }
    default:
      return unknown
  }
}

function anthropic(id: string): CacheFacts {
  const minimum = /opus-5/.test(id)
    ? 512
    : /haiku-4-5|opus-4-[56]|haiku-4\.5|opus-4\.[56]/.test(id)
      ? 4_096
      : 1_024
  return { minimum, block: 1, lastsMs: 5 * minute, longMs: 60 * minute, write: 1.25, longWrite: 2, read: 0.1 }
}

/** From this version on OpenAI charges for writes and takes breakpoints. */
export function isOpenAiWithWritePrice(modelId: string): boolean {
  const [, major, minor = '0'] = /^gpt-(\d+)(?:\.(\d+))?/.exec(modelId.toLowerCase()) ?? []
  if (major === undefined) return false
  return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 6)
}
