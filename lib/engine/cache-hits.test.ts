// The gate: what a provider that counts common prefixes can read of a run of 50 steps, Reef lets it read.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { cacheHistory } from '../runs/cache-history'
import type { RunState } from '../runs/run-state'
import { type BlockCache, createBlockCache } from './testing/block-cache'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, results } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const steps = 50

/** A run of 50 calls, each with an output of some 60 words; the server reports what its cache has counted. */
async function work(more: object = {}): Promise<{ state: RunState; cache: BlockCache }> {
  const cache = createBlockCache()
  bed.server.respond(exchange => {
    const { input, read } = cache.count(exchange.body)
    const step = results(exchange)
    const answer =
      step < steps ? bash(`seq ${step} ${step + 60} | tr '\\n' ' '`) : { reply: { text: 'Done.' } }
    return 'reply' in answer
      ? { reply: { ...answer.reply, usage: { input, cacheRead: read, output: 20 } } }
      : answer
  })
  const state = await bed.until(await bed.assign('Count.', more), each => each.endedAt !== null, 18_000)
  expect(cache.prompts).toHaveLength(steps + 1)
  return { state, cache }
}

const rate = (cache: BlockCache, key: 'read' | 'best'): number => {
  const sum = (one: 'read' | 'best' | 'input') => cache.prompts.reduce((all, prompt) => all + prompt[one], 0)
  return sum(key) / sum('input')
}

describe('R110: the cache is sacred', () => {
  test('a run of 50 steps reads all that can be read: with few fixed tokens', async () => {
    const { state, cache } = await work()
    // 1,300 fixed tokens and 300 more a step: the new ones alone are over 5 % of what is sent.
    expect(rate(cache, 'best')).toBeGreaterThan(0.93)
    expect(rate(cache, 'read')).toBeGreaterThanOrEqual(rate(cache, 'best') - 0.0005)
    const history = cacheHistory(state)
    expect(history.calls.flatMap(call => call.bust ?? [])).toEqual([])
    expect(history.read / history.input).toBeCloseTo(rate(cache, 'read'), 6)
  })

  test('and 97 % with 13,000 fixed tokens, the number that others have', async () => {
    const handbook = Array.from({ length: 1_150 }, (_, line) => `Rule ${line}: keep number ${line * 7919}.`)
    const agent = await createAgent(
      bed.actor,
      createAgentInput.parse({ name: 'Clerk', instructions: handbook.join('\n'), tools: ['bash'] }),
    )
    const { state, cache } = await work({ agent: agent.id })
    expect(cache.prompts[0]?.input).toBeGreaterThan(13_000)
    expect(rate(cache, 'read')).toBeGreaterThanOrEqual(0.97)
    expect(rate(cache, 'read')).toBeGreaterThanOrEqual(rate(cache, 'best') - 0.0005)
    expect(state.brokenPrefixes).toEqual([])
  })
})
