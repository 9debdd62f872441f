/** Live text of a call under way: gathered for a few tens of milliseconds, sent while somebody watches, never stored. */
import type { NewsDesk } from '../runs/news'
import type { RunFrame } from '../runs/schema'
import type { StreamRedactor } from '../shared/redact'

/** How long deltas are gathered; design: 30-50 ms. */
const gatherMs = 35

/** Of each text of a draft so far, this much is kept for somebody who comes late. */
const maxDraftCharacters = 60_000

export type DraftDelta = Omit<RunFrame, 'callId' | 'reset'>

/** The frames of one run. `begin` starts a new draft; `replay` sends the draft so far. */
export class DraftFrames {
  private callId = ''
  private draft: DraftDelta[] = []
  private waiting: DraftDelta[] = []
  /** One for each text of the draft: a secret may be cut between two of its pieces. */
  private redactors = new Map<string, StreamRedactor>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly runId: string,
    private readonly news: Pick<NewsDesk, 'sendFrames'>,
    private readonly isWatched: (runId: string) => boolean,
    private readonly openRedactor: () => StreamRedactor,
  ) {}

  begin(callId: string): void {
    this.flush()
    this.callId = callId
    this.draft = []
    this.redactors.clear()
  }

  push(delta: DraftDelta): void {
    const text = this.redact(delta)
    const isFirstOfInput = delta.kind === 'tool-input' && delta.text === ''
    if (text === '' && !isFirstOfInput) return
    merge(this.draft, { ...delta, text })
    merge(this.waiting, { ...delta, text })
    this.timer ??= setTimeout(() => this.flush(), gatherMs)
  }

  /** Forgets the draft and what was held back of it: its message is in the log now. */
  end(): void {
    this.clearTimer()
    this.waiting = []
    this.draft = []
    this.redactors.clear()
  }

  replay(): void {
    if (this.draft.length === 0) return
    this.waiting = []
    this.send(this.draft.map((delta, index) => ({ ...delta, ...(index === 0 ? { reset: true } : {}) })))
  }

  private redact(delta: DraftDelta): string {
    const key = `${delta.kind} ${delta.toolCallId ?? ''}`
    const redactor = this.redactors.get(key) ?? this.openRedactor()
    this.redactors.set(key, redactor)
    return redactor.push(delta.text)
  }

  private flush(): void {
    this.clearTimer()
    const frames = this.waiting
    this.waiting = []
    if (frames.length > 0 && this.isWatched(this.runId)) this.send(frames)
  }

  private send(deltas: (DraftDelta & { reset?: boolean })[]): void {
    this.news.sendFrames(
      this.runId,
      deltas.map(delta => ({ ...delta, callId: this.callId })),
    )
  }

  private clearTimer(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}

function merge(deltas: DraftDelta[], delta: DraftDelta): void {
  const last = deltas.at(-1)
  if (last?.kind !== delta.kind || last.toolCallId !== delta.toolCallId) {
    deltas.push({ ...delta, text: lastOf(delta.text) })
    return
  }
  last.text += delta.text
  // Cut only now and then: a program that prints without end must not cost a copy for each of its lines.
  if (last.text.length > 2 * maxDraftCharacters) last.text = lastOf(last.text)
}

function lastOf(text: string): string {
  return text.slice(-maxDraftCharacters)
}
