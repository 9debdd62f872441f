/** What occupies the window of a run, for the API: the ledger of its pieces with the sizes of the real tools. */
import type { Actor } from '../accounts/actor'
import { toolSizes } from '../engine/tools/tool-sizes'
import { formatPlural } from '../shared/format'
import { compactionLine } from './compaction'
import { contextLedger, type PieceAccount } from './context-ledger'
import { pieceKinds } from './context-pieces'
import type { RunContextView } from './context-schema'
import { readRunState } from './repository'
import { recipeOf } from './run-state'

/** Pieces that are named; a page that shows more helps nobody. */
const mostNamed = 250

export async function readRunContext(actor: Actor, runId: string, step?: number): Promise<RunContextView> {
  const state = await readRunState(actor, runId)
  const tools = toolSizes(recipeOf(state))
  const { calls, at, pieces, inputMicros, unpricedCalls } = contextLedger(state, tools, step)
  return {
    step: calls[at]?.step ?? null,
    calls: calls.map(call => ({ step: call.step, input: call.input })),
    window: state.model?.contextTokens ?? null,
    line: compactionLine(state),
    pieces: bounded(pieces),
    inputMicros,
    unpricedCalls,
  }
}

/** The pieces that cost most, and those that fill the window; the others as one piece of each kind. Sums stay. */
function bounded(pieces: readonly PieceAccount[]): PieceAccount[] {
  if (pieces.length <= mostNamed) return [...pieces]
  const half = mostNamed / 2
  const byCost = pieces.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, half)
  const bySize = pieces.toSorted((a, b) => b.tokens - a.tokens).slice(0, half)
  const named = new Set([...byCost, ...bySize])
  const rest = pieceKinds.flatMap(kind => {
    const small = pieces.filter(piece => piece.kind === kind && !named.has(piece))
    return small.length === 0 ? [] : [merged(kind, small)]
  })
  return [...pieces.filter(piece => named.has(piece)), ...rest]
}

function weightOf({ resentMicros, sentTokens }: PieceAccount): number {
  return resentMicros ?? sentTokens
}

function merged(kind: PieceAccount['kind'], pieces: readonly PieceAccount[]): PieceAccount {
  const sum = (value: (piece: PieceAccount) => number | null): number =>
    pieces.reduce((all, piece) => all + (value(piece) ?? 0), 0)
  const priced = pieces.some(piece => piece.micros !== null)
  return {
    key: `rest.${kind}`,
    kind,
    label: formatPlural(pieces.length, 'smaller piece'),
    step: null,
    callId: null,
    tokens: sum(piece => piece.tokens),
    sends: sum(piece => piece.sends),
    sentTokens: sum(piece => piece.sentTokens),
    micros: priced ? sum(piece => piece.micros) : null,
    resentMicros: priced ? sum(piece => piece.resentMicros) : null,
  }
}
