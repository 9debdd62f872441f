import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitTree } from './fit'
import { budgetNotice } from './notice'
import { type BudgetLine, leastRoom, roomOf } from './rules'

const line = (fields: Partial<BudgetLine>): BudgetLine => ({
  id: 'budget_1',
  counterId: 'budget_1/total',
  scope: 'task',
  scopeId: 'task_1',
  name: null,
  period: 'total',
  limit: { micros: null, tokens: null },
  spent: { micros: 0, tokens: 0 },
  reserved: { micros: 0, tokens: 0 },
  until: null,
  ...fields,
})
/** A model at $2 and $8 a million tokens. */
const priceOf = ({ input, output }: { input: number; output: number }) => input * 2 + output * 8
const month = { scope: 'workspace', period: 'month', until: '2026-12-01T00:00:00.000Z' } as const

describe('fitting a call into every budget over it', () => {
  test('what is reserved fits into each, and is clamped by the tightest', () => {
    const amount = fc.integer({ min: 0, max: 2_000_000 })
    const some = fc.record({
      limit: fc.record({ micros: fc.option(amount), tokens: fc.option(amount) }),
      spent: fc.record({ micros: amount, tokens: amount }),
      reserved: fc.record({ micros: amount, tokens: amount }),
    })
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), amount, (all, inputTokens) => {
        const lines = all.map(line)
        const fit = fitTree({ inputTokens, maxOutputTokens: 16_000, priceOf }, lines)
        if (!fit.ok) return
        for (const { micros, tokens } of lines.map(roomOf)) {
          if (micros !== null) expect(fit.reservation.micros).toBeLessThanOrEqual(micros)
          if (tokens !== null) expect(fit.reservation.tokens).toBeLessThanOrEqual(tokens)
        }
      }),
    )
  })

  test('the budget that holds is named, with what is spent of it', () => {
    const wide = line({ limit: { micros: null, tokens: 1_000_000 } })
    const spent = { micros: 50_000_000, tokens: 7 }
    const full = line({ ...month, limit: { micros: 50_000_000, tokens: null }, spent })
    expect(fitTree({ inputTokens: 1_000, maxOutputTokens: 2_000, priceOf }, [wide, full])).toEqual({
      ok: false,
      line: full,
      reason:
        'Workspace budget of this month: $50.00 of $50.00. The next call may cost $0.0040; the budget has $0.0000 left.',
    })
  })

  test('a limit in dollars is not kept by another one in tokens, and no turn of the month helps', () => {
    const call = { inputTokens: 1_000, maxOutputTokens: 2_000, priceOf: () => null }
    const tokens = line({ limit: { micros: null, tokens: 1_000_000 } })
    expect(fitTree(call, [tokens])).toMatchObject({ ok: true, reservation: { micros: null, tokens: 3_000 } })
    const dollars = line({ ...month, limit: { micros: 1, tokens: null } })
    expect(fitTree(call, [tokens, dollars])).toEqual({
      ok: false,
      line: { ...dollars, until: null },
      reason:
        'Workspace budget of this month: The price of this model is unknown, so a budget in dollars cannot be kept. Set one in tokens.',
    })
  })
})

test('what is left is the least of all, in either unit', () => {
  const lines = [
    line({ limit: { micros: 10, tokens: null }, reserved: { micros: 3, tokens: 0 } }),
    line({ limit: { micros: 9, tokens: 5 } }),
  ]
  expect(leastRoom(lines)).toEqual({ micros: 7, tokens: 5 })
})

describe('R104: what the agent is told', () => {
  const at = (tokens: number, limit = 1_000) =>
    line({ limit: { micros: null, tokens: limit }, spent: { micros: 0, tokens } })

  test('at the start, at 50, 80 and 95 %, each once, and when there is more', () => {
    const said: string[] = []
    let told: NonNullable<ReturnType<typeof budgetNotice>>['told'] | undefined
    for (const spent of [0, 100, 499, 500, 700, 810, 820, 990]) {
      const notice = budgetNotice([at(spent)], told)
      if (!notice) continue
      said.push(notice.text)
      told = notice.told
    }
    for (const limit of [2_000, 2_000]) {
      const notice = budgetNotice([at(1_000, limit)], told)
      if (!notice) continue
      said.push(notice.text)
      told = notice.told
    }
    expect(said).toEqual([
      'Budget left: 1k tokens. You are told at 50, 80 and 95 %.',
      '50 % of the budget is used: 500 tokens left.',
      '80 % of the budget is used: 190 tokens left. Do what matters most first.',
      '95 % of the budget is used: 10 tokens left. Bring the work to a good end now.',
      'There is more budget: 1k tokens left.',
    ])
  })

  test('nothing without a budget', () => {
    expect(budgetNotice([], undefined)).toBeNull()
  })
})
