/** What a run paid for without gaining by it, beside failed calls: lost cache, loops. Pure. */
import { bustTitle } from './bust-words'
import { cacheHistory } from './cache-history'
import { callsOf } from './calls'
import { figuresOf } from './figures'
import { type Move, movesOf } from './moves'
import { ownSteps, type RunState } from './run-state'

export interface Loss {
  kind: 'cache' | 'loop' | 'result' | 'idle'
  words: string
  step: number | null
  tokens: number
  /** Whole micro-dollars; null where no price is known. */
  micros: number | null
}

/** From the third time on, the same call with the same result is a loop: once may be a check. */
const freeRepeats = 2

export function runLosses(state: RunState): Loss[] {
  return [...lostCache(state), ...loops(state)]
}

function lostCache(state: RunState): Loss[] {
  return cacheHistory(state).calls.flatMap(({ step, bust }) =>
    bust && bust.lostTokens > 0
      ? [{ kind: 'cache', words: bustTitle(bust), step, tokens: bust.lostTokens, micros: bust.micros }]
      : [],
  )
}

/** R130: every step of a row of equal calls with equal results, from the third on, is paid for in vain. */
function loops(state: RunState): Loss[] {
  const own = new Set(ownSteps(state).map(({ step }) => step))
  const moves = movesOf(state, 0, state.steps.length).filter(({ step }) => own.has(step))
  return rowsOfEqual(moves).flatMap(row => {
    const vain = row.slice(freeRepeats)
    const [first] = vain
    if (!first) return []
    const figures = vain
      .map(({ step }) => figuresOf(callsOf(state, step)))
      .reduce((sum, one) => ({
        tokens: sum.tokens + one.tokens,
        micros: sum.micros + one.micros,
        unpriced: sum.unpriced || one.unpriced,
      }))
    const words = `${first.words}: the same result ${row.length} times in a row`
    const micros = figures.unpriced && figures.micros === 0 ? null : figures.micros
    return [{ kind: 'loop', words, step: first.step, tokens: figures.tokens, micros }]
  })
}

function rowsOfEqual(moves: readonly Move[]): Move[][] {
  const rows: Move[][] = []
  for (const move of moves) {
    const row = rows.at(-1)
    const last = row?.at(-1)
    const equal = last && !move.polls && move.action !== '' && isEqual(last, move)
    if (row && equal) row.push(move)
    else rows.push([move])
  }
  return rows
}

function isEqual(a: Move, b: Move): boolean {
  return a.action === b.action && a.result === b.result
}
