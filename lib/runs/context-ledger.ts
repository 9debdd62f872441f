/** What occupied the window at each call, how often each piece was sent, and what it has cost over its life. Pure. */
import { apportion } from '../shared/apportion'
import type { Cost, UsageRecord } from '../usage/schema'
import {
  carriedPiece,
  compactionsBefore,
  fixedPieces,
  type Piece,
  type PieceKind,
  piecesOfItem,
  type ToolSize,
} from './context-pieces'
import { inputCounters, inputMicrosOf, inputRates, inputTokensOf } from './input-cost'
import { type ModelAttempt, ownSteps, type RunState, type StepState } from './run-state'

export interface PieceAccount {
  key: string
  kind: PieceKind
  label: string
  step: number | null
  callId: string | null
  /** Tokens in the call that is looked at; 0 when it is not part of it. */
  tokens: number
  /** Calls that have carried it, and its tokens over all of them. */
  sends: number
  sentTokens: number
  /** What that cost, and the part of it after the first time, whole micro-dollars; null without any price. */
  micros: number | null
  resentMicros: number | null
}

export interface LedgerCall {
  step: number
  callId: string
  input: number
  /** Whole micro-dollars of the input; null when not known. */
  micros: number | null
}

export interface ContextLedger {
  calls: LedgerCall[]
  /** Place of the call that is looked at in `calls`; -1 when there is none. */
  at: number
  pieces: PieceAccount[]
  /** Sum over all calls, those beside the conversation too; null without any price. */
  inputMicros: number | null
  unpricedCalls: number
}

/**
 * Follows a run call by call. The tokens of all pieces sum to what each call reported: what a call has more than the one
 * before is shared out among the new pieces by their length, and everything is shared out anew where the context was told
 * shorter or another model counts otherwise. Costs follow the order in which providers read: what was read from the cache
 * comes first, then what was written, then the rest. All costs sum exactly to the input's cost in the ledger.
 * `step`: the step to look at, the last one when left out.
 */
export function contextLedger(state: RunState, tools: readonly ToolSize[], step?: number): ContextLedger {
  const walk = new LedgerWalk(state, tools, callAt(state, step))
  const own = state.fork?.fromStep ?? 0
  for (const item of state.history) {
    if (item.kind === 'step') {
      const made = state.steps[item.step - 1]
      if (made && item.step > own) walk.takeStep(made)
    }
    walk.hold(item)
  }
  return walk.finish()
}

/** The newest call that used tokens, up to the end of the step. */
function callAt(state: RunState, step: number | undefined): string | undefined {
  const most = step ?? state.steps.length
  for (const { attempts } of ownSteps(state)
    .filter(one => one.step <= most)
    .toReversed()) {
    const last = attempts.findLast(({ usage }) => usage && inputTokensOf(usage) > 0)
    if (last) return last.callId
  }
  return undefined
}

interface Account extends Piece {
  tokens: number
  sends: number
  sentTokens: number
  /** Micro-dollars, not yet whole. */
  spent: number
  firstSpent: number
}

class LedgerWalk {
  private readonly accounts = new Map<string, Account>()
  /** The pieces of the last request in their order, and items of the history that the next one adds. */
  private present: Account[] = []
  private fresh: RunState['history'] = []
  private sum = 0
  private shape = ''
  private readonly calls: LedgerCall[] = []
  private at = -1
  private shown = new Map<string, number>()
  private totalMicros: number | null = null
  private unpriced = 0

  constructor(
    private readonly state: RunState,
    private readonly tools: readonly ToolSize[],
    /** The call to look at. */
    private readonly wanted: string | undefined,
  ) {}

  hold(item: RunState['history'][number]): void {
    this.fresh.push(item)
  }

  takeStep(step: StepState): void {
    for (const [index, attempt] of step.attempts.entries()) {
      const { usage } = attempt
      if (!usage) continue
      const input = inputTokensOf(usage)
      if (input === 0) continue
      this.takeIn(step.step, attempt, index === 0, input)
      this.pay(usage, attempt.cost)
      this.calls.push({
        step: step.step,
        callId: attempt.callId,
        input,
        micros: inputMicrosOf(usage, attempt.cost),
      })
      if (attempt.callId === this.wanted) this.look()
    }
  }

  /** Brings the pieces up to this request and gives them tokens. */
  private takeIn(step: number, attempt: ModelAttempt, isFirst: boolean, input: number): void {
    const { made, masked } = compactionsBefore(this.state, step, { calledAt: attempt.calledAt, isFirst })
    const changes = this.state.modelChanges.filter(change => change.afterStep < step).length
    const shape = `${made.length} ${changes}`
    if (shape !== this.shape || this.present.length === 0) {
      this.shape = shape
      this.present = this.rebuild(step, made, masked)
      this.share(
        this.present,
        input,
        this.present.map(one => one.size),
      )
    } else {
      const added = this.fresh
        .flatMap(item => piecesOfItem(this.state, item, masked))
        .map(piece => this.open(piece))
      const more = input - this.sum
      if (more >= 0 && (added.length > 0 || more === 0))
        this.share(
          added,
          more,
          added.map(one => one.size),
        )
      else
        this.share([...this.present, ...added], input, [
          ...this.present.map(one => one.tokens),
          ...added.map(one => one.size / 4),
        ])
      this.present.push(...added)
    }
    this.fresh = []
    this.sum = input
  }

  /** All pieces of a request whose earlier part is not that of the last one. */
  private rebuild(step: number, made: RunState['compactions'], masked: ReadonlySet<string>): Account[] {
    const { state } = this
    const told = made.findLast(one => one.kind !== 'mask')
    const end = state.history.findIndex(item => item.kind === 'step' && item.step === step)
    const before = end < 0 ? state.history : state.history.slice(0, end)
    const from = told
      ? before.findLastIndex(item => item.kind === 'step' && item.step <= told.throughStep) + 1
      : 0
    return [
      ...fixedPieces(state, this.tools),
      ...(told ? [carriedPiece(state, told)] : []),
      ...before.slice(from).flatMap(item => piecesOfItem(state, item, masked)),
    ].map(piece => this.open(piece))
  }

  private open(piece: Piece): Account {
    const known = this.accounts.get(piece.key)
    if (known) {
      known.size = piece.size
      return known
    }
    const account = { ...piece, tokens: 0, sends: 0, sentTokens: 0, spent: 0, firstSpent: 0 }
    this.accounts.set(piece.key, account)
    return account
  }

  private share(pieces: readonly Account[], tokens: number, weights: readonly number[]): void {
    for (const [index, share] of apportion(tokens, weights).entries()) {
      const piece = pieces[index]
      if (piece) piece.tokens = share
    }
  }

  /** Charges each piece for its tokens, in the order in which they were read from the cache, written, or new. */
  private pay(usage: UsageRecord, cost: Cost | undefined): void {
    const micros = inputMicrosOf(usage, cost)
    if (micros === null) this.unpriced += 1
    else this.totalMicros = (this.totalMicros ?? 0) + micros
    const rates = inputRates(cost)
    const whole = inputCounters.reduce((sum, counter) => sum + usage[counter] * rates[counter], 0)
    const even = whole <= 0
    const scale = (micros ?? 0) / (even ? Math.max(1, this.sum) : whole)
    const left = { ...usage }
    let place = 0
    for (const piece of this.present) {
      let owed = 0
      let open = piece.tokens
      while (open > 0 && place < inputCounters.length) {
        const counter = inputCounters[place] ?? 'inputFresh'
        const taken = Math.min(open, left[counter])
        owed += taken * (even ? 1 : rates[counter])
        left[counter] -= taken
        open -= taken
        if (left[counter] === 0) place += 1
      }
      if (piece.sends === 0) piece.firstSpent = owed * scale
      piece.spent += owed * scale
      piece.sends += 1
      piece.sentTokens += piece.tokens
    }
  }

  private look(): void {
    this.at = this.calls.length - 1
    this.shown = new Map(this.present.map(piece => [piece.key, piece.tokens]))
  }

  finish(): ContextLedger {
    this.takeBeside()
    const accounts = [...this.accounts.values()]
    const micros = apportion(
      this.totalMicros ?? 0,
      accounts.map(one => one.spent),
    )
    const pieces = accounts.map(({ size: _, spent: __, firstSpent, tokens: ___, ...piece }, index) => {
      const whole = micros[index] ?? 0
      const priced = this.totalMicros !== null
      return {
        ...piece,
        tokens: this.shown.get(piece.key) ?? 0,
        micros: priced ? whole : null,
        resentMicros: priced ? Math.max(0, whole - Math.round(firstSpent)) : null,
      }
    })
    const { calls, at, totalMicros: inputMicros, unpriced: unpricedCalls } = this
    return { calls, at, pieces, inputMicros, unpricedCalls }
  }

  /** Calls beside the conversation, with requests of their own, are one piece. */
  private takeBeside(): void {
    for (const { usage, cost } of this.state.sideCalls) {
      if (!usage || inputTokensOf(usage) === 0) continue
      const piece = this.open({
        key: 'beside',
        kind: 'beside',
        label: 'Summaries and judgements',
        step: null,
        callId: null,
        size: 0,
      })
      const micros = inputMicrosOf(usage, cost)
      if (micros === null) this.unpriced += 1
      else this.totalMicros = (this.totalMicros ?? 0) + micros
      piece.spent += micros ?? 0
      piece.firstSpent += micros ?? 0
      piece.sends += 1
      piece.sentTokens += inputTokensOf(usage)
    }
  }
}
