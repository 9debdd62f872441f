import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cacheLifetimeOf, longLifePays } from './cache-lifetime'
import { prefixShare, type ShareSums, sharedCacheKey } from './shared-prefix'
import { sampleRecipe } from './testing/sample-log'
import { beginRun, stateOf } from './testing/short-log'

const anthropic = { write: 1.25, longWrite: 2, read: 0.1 }

describe('R111: how long a prefix is kept', () => {
  test('an hour pays from one pause in 77 calls on, at 50,000 tokens that grow by 1,000', () => {
    const sums = { prefix: 50_000, added: 1_000, pauses: 1 }
    expect(longLifePays({ ...sums, calls: 76 }, anthropic)).toBe(true)
    expect(longLifePays({ ...sums, calls: 77 }, anthropic)).toBe(false)
  })

  test('it is chosen exactly when the sums say that it is cheaper', () => {
    const count = fc.integer({ min: 0, max: 200 })
    fc.assert(
      fc.property(
        count,
        count,
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (calls, pauses, prefix, added) => {
          const cost = (write: number, rewrites: number) =>
            Math.max(1, calls) * added * write + pauses * prefix * (rewrites ? 1.25 : 0.1)
          const pays = longLifePays({ calls, pauses, prefix, added }, anthropic)
          // Within a token's worth both are the same.
          const gain = cost(1.25, 1) - cost(2, 0)
          if (Math.abs(gain) > 1) expect(pays).toBe(gain > 0)
        },
      ),
    )
  })

  test('a run that pauses asks for an hour, one that does not for five minutes', () => {
    const claude = {
      ...sampleRecipe.model,
      vendor: 'anthropic',
      modelId: 'claude-opus-5',
    } as typeof sampleRecipe.model
    const log = beginRun({ model: claude })
    log.act({ text: 'a' }).act({ text: 'b' })
    expect(cacheLifetimeOf(stateOf(log))).toBe('5m')
    log.wait(8 * 60_000).act({ text: 'c' })
    expect(cacheLifetimeOf(stateOf(log))).toBe('1h')
    expect(cacheLifetimeOf(stateOf(beginRun({ model: claude, planGate: true })))).toBe('1h')
  })

  test('a vendor with one lifetime is asked for nothing', () => {
    const log = beginRun({ planGate: true })
      .act({ text: 'a' })
      .wait(8 * 60_000)
      .act({ text: 'b' })
    expect(cacheLifetimeOf(stateOf(log))).toBe('5m')
  })
})

describe('R113: a child that begins as its parent does', () => {
  const sums: ShareSums = {
    same: true,
    fixedTokens: 2_000,
    runs: 2,
    callsPerMinute: 6,
    minimum: 1_024,
    write: 1.25,
    read: 0.1,
  }

  test.each<[string, Partial<ShareSums>, object]>([
    ['shares where it pays', {}, { shares: true, savedTokens: 2_300, reason: 'pays' }],
    ['has its own where it begins otherwise', { same: false }, { shares: false, reason: 'differs' }],
    ['has its own below the minimum', { fixedTokens: 900 }, { shares: false, reason: 'below-minimum' }],
    ['has its own where many call at once', { runs: 3 }, { shares: false, reason: 'too-many-calls' }],
    ['has its own where reading costs as much as writing', { read: 1.25 }, { shares: false, savedTokens: 0 }],
  ])('%s', (_name, more, expected) => {
    expect(prefixShare({ ...sums, ...more })).toMatchObject(expected)
  })

  test('the same recipe shares the key, one with other tools does not', () => {
    const state = stateOf(beginRun({ instructions: 'Keep every rule. '.repeat(600) }).act({ text: 'a' }))
    const { recipe } = state.created
    const large = { ...state, steps: [] }
    expect(sharedCacheKey(large, recipe, 2)).toBe('run_1')
    expect(sharedCacheKey(large, { ...recipe, tools: ['bash'] }, 2)).toBeUndefined()
    expect(sharedCacheKey(large, { ...recipe, instructions: 'Other.' }, 2)).toBeUndefined()
    expect(sharedCacheKey(large, recipe, 8)).toBeUndefined()
  })
})
