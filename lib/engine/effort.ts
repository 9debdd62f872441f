/** How hard a model shall think, as its vendor's client takes it: decided here and nowhere else. */
import type { VendorId } from '../providers/vendors'
import type { Effort } from '../runs/recipe'
import type { CacheControl } from './cache-controls'

/**
 * The AI SDK hands `reasoning` to its own clients, which know each model's option and leave it out where a model has
 * none (OpenAI `reasoning.effort`, Anthropic `output_config.effort` or a thinking budget, Google `thinkingConfig`,
 * xAI, DeepSeek, Kimi, Qwen and compatible servers `reasoning_effort`). OpenRouter's client has an option of its own.
 */
export function effortControls(
  vendor: VendorId,
  effort: Effort | undefined,
): { reasoning?: Effort; providerOptions?: CacheControl } {
  if (effort === undefined || without.has(vendor)) return {}
  if (vendor === 'openrouter') return { providerOptions: { openrouter: { reasoning: { effort } } } }
  return { reasoning: effort }
}

/** Their clients take no such option. */
const without: ReadonlySet<VendorId> = new Set<VendorId>(['minimax', 'ollama', 'demo'])
