import { describe, expect, it } from 'vitest'
import { moneyIn, usDollar } from '../shared/currency'
import { costWords, tokenWords } from './words'

const money = moneyIn(usDollar)

describe('costWords', () => {
  it.each([
    ['a known price', { costUsd: 0.5, costUnknown: false }, false, '$0.500'],
    ['a lower bound', { costUsd: 0.5, costUnknown: true }, false, '≥ $0.500'],
    ['no known price', { costUsd: null, costUnknown: true }, false, 'price unknown'],
    ['no call yet', { costUsd: null, costUnknown: false }, false, '–'],
    ['a script', { costUsd: null, costUnknown: true }, true, '–'],
  ])('%s', (_, usage, scripted, words) => expect(costWords(usage, money, scripted)).toBe(words))

  it('never shows an unknown price as nothing', () => {
    expect(costWords({ costUsd: null, costUnknown: true }, money)).not.toContain('0')
    expect(tokenWords({ inputTokens: 1200, outputTokens: 34 }, true)).toBe('1.2k simulated')
  })
})
