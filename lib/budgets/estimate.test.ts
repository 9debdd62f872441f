import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitCall, leastOutputTokens, worstInputTokens } from './estimate'

/** A model at $2 and $8 a million tokens. */
const priceOf = ({ input, output }: { input: number; output: number }) => input * 2 + output * 8
const tokens = fc.integer({ min: 1, max: 400_000 })

describe('fitting a call into what is left', () => {
  test('what is reserved never exceeds what is left, in either unit', () => {
    const left = fc.record({
      micros: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
      tokens: fc.option(fc.integer({ min: 0, max: 500_000 })),
    })
    fc.assert(
      fc.property(tokens, tokens, left, (inputTokens, maxOutputTokens, room) => {
        const fit = fitCall({ inputTokens, maxOutputTokens, priceOf }, room)
        if (!fit.ok) return
        expect(fit.maxOutputTokens).toBeGreaterThanOrEqual(Math.min(leastOutputTokens, maxOutputTokens))
        expect(fit.maxOutputTokens).toBeLessThanOrEqual(maxOutputTokens)
        if (room.tokens !== null) expect(fit.reservation.tokens).toBeLessThanOrEqual(room.tokens)
        if (room.micros !== null) expect(fit.reservation.micros).toBeLessThanOrEqual(room.micros)
      }),
    )
  })

  test('the output is clamped to the last token that fits', () => {
    const call = { inputTokens: 1_000, maxOutputTokens: 10_000, priceOf }
    expect(fitCall(call, { micros: 10_000, tokens: null })).toEqual({
      ok: true,
      maxOutputTokens: 1_000,
      reservation: { micros: 10_000, tokens: 2_000 },
    })
  })

  test('without a price, dollars alone cannot be kept, and tokens can', () => {
    const call = { inputTokens: 1_000, maxOutputTokens: 2_000, priceOf: () => null }
    expect(fitCall(call, { micros: 1_000_000, tokens: null })).toMatchObject({ ok: false })
    expect(fitCall(call, { micros: 1_000_000, tokens: 10_000 })).toEqual({
      ok: true,
      maxOutputTokens: 2_000,
      reservation: { micros: null, tokens: 3_000 },
    })
  })

  test('no room is a reason with figures', () => {
    const call = { inputTokens: 1_000, maxOutputTokens: 2_000, priceOf }
    expect(fitCall(call, { micros: null, tokens: 1_100 })).toEqual({
      ok: false,
      reason: 'The next call needs up to 1256 tokens; the budget has 1100 left.',
    })
    expect(fitCall(call, { micros: 100, tokens: null })).toEqual({
      ok: false,
      reason: 'The next call may cost $0.0040; the budget has $0.0001 left.',
    })
  })

  test('the input is never taken for less than it is', () => {
    expect(worstInputTokens('a'.repeat(2_000), 'b'.repeat(500))).toBe(1_064)
    expect(worstInputTokens('a'.repeat(250), '礁'.repeat(100))).toBe(364)
  })
})
