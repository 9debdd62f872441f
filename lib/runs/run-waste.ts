/** What a run paid for without gaining by it, beside failed calls: lost cache, loops, results too large, idle tools. Pure. */

import { formatCount, formatPlural } from '../shared/format'
import { bustTitle } from './bust-words'
import { cacheHistory } from './cache-history'
import { callsOf } from './calls'
import { contextLedger, type PieceAccount } from './context-ledger'
import type { ToolSize } from './context-pieces'
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

/** Tokens from which on a result that is sent over and over is called oversized. */
const oversizedTokens = 2_000
/** Calls of a model before which nothing is idle yet: it may still be of use. */
const callsUntilIdle = 5

/** `tools`: the definitions that the run's requests begin with. */
export function runLosses(state: RunState, tools: readonly ToolSize[]): Loss[] {
  const { calls, pieces } = contextLedger(state, tools)
  return [
    ...lostCache(state),
    ...loops(state),
    ...oversized(pieces),
    ...(calls.length < callsUntilIdle ? [] : idleTools(state, pieces)),
  ]
}

/** R132: what a large result has cost after the first time that it was sent. */
function oversized(pieces: readonly PieceAccount[]): Loss[] {
  return pieces.flatMap(({ callId, label, sends, sentTokens, resentMicros, step }) => {
    const each = sends === 0 ? 0 : Math.round(sentTokens / sends)
    if (callId === null || sends < 2 || each < oversizedTokens) return []
    const words = `${label}: ${formatCount(each)} tokens, sent ${formatPlural(sends - 1, 'time')} again`
    return [{ kind: 'result', words, step, tokens: sentTokens - each, micros: resentMicros }]
  })
}

/** R132: definitions of tools that the run never called, over all its requests, as one loss. */
function idleTools(state: RunState, pieces: readonly PieceAccount[]): Loss[] {
  const called = new Set(
    Object.values(state.toolCalls).flatMap(({ name, calledAs = name }) => [name, calledAs]),
  )
  const idle = pieces.filter(piece => piece.kind === 'tools' && piece.sends > 0 && !called.has(piece.label))
  if (idle.length === 0) return []
  const names = idle.map(({ label }) => label).join(', ')
  const words = `${formatPlural(idle.length, 'tool')} sent with every call and never used: ${names}`
  const priced = idle.flatMap(piece => piece.micros ?? [])
  return [
    {
      kind: 'idle',
      words,
      step: null,
      tokens: idle.reduce((sum, piece) => sum + piece.sentTokens, 0),
      micros: priced.length === 0 ? null : priced.reduce((sum, micros) => sum + micros, 0),
    },
  ]
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
