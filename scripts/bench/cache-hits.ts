/** How much of 30 and of 50 steps a provider reads from its cache, beside the most that it could read. */
import { type CountedPrompt, createBlockCache } from '../../lib/engine/testing/block-cache'
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { chatBody, taskWords } from './quick-model'

export async function measureCacheHits(bed: Bed): Promise<Measurement[]> {
  const thirty = await countTask(bed, 30)
  const fifty = await countTask(bed, 50)
  const best = rateOf(fifty, 'best')
  const read = rateOf(fifty, 'read')
  return [
    {
      figure: 'cacheHits',
      value: (read / best) * 100,
      detail: `50 steps: ${percent(read)} read, ${percent(best)} possible; 30 steps: ${percent(rateOf(thirty, 'read'))} read, ${percent(rateOf(thirty, 'best'))} possible; in blocks of 128 tokens from 1,024 on`,
    },
  ]
}

/** The requests of one task, counted in the order in which they arrived. */
async function countTask(bed: Bed, steps: number): Promise<CountedPrompt[]> {
  const words = `Say hello for the cache, one command at a time. [steps ${steps}]`
  const { runId } = await bed.assign(words)
  await bed.succeeded(runId)
  const cache = createBlockCache()
  for (const exchange of bed.model.server.exchanges) {
    const body = chatBody(exchange)
    if (body && taskWords(body).includes(words)) cache.count(body)
  }
  if (cache.prompts.length !== steps + 1)
    throw new Error(`${cache.prompts.length} requests arrived instead of ${steps + 1}`)
  return cache.prompts
}

function rateOf(prompts: readonly CountedPrompt[], key: 'read' | 'best'): number {
  const sum = (one: keyof CountedPrompt) => prompts.reduce((all, prompt) => all + prompt[one], 0)
  return sum(key) / sum('input')
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`
}
