/** Live text of a call under way: gathered for a few tens of milliseconds, sent while somebody watches, never stored. */
import type { NewsDesk } from '../runs/news'
import type { RunFrame } from '../runs/schema'

/** How long deltas are gathered; design: 30-50 ms. */
const gatherMs = 35

/** Of a draft so far, this much is sent to somebody who has just come. */
const maxDraftCharacters = 60_000

export type DraftDelta = Omit<RunFrame, 'callId' | 'reset'>

type Delta = DraftDelta

/** The frames of one run. `begin` starts a new draft; `replay` sends the draft so far. */
export class DraftFrames {
  private callId = ''
  private draft: Delta[] = []
  private waiting: Delta[] = []
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly runId: string,
    private readonly news: NewsDesk,
    private readonly isWatched: (runId: string) => boolean,
    private readonly redact: (text: string) => string,
  ) {}

  begin(callId: string): void {
    this.flush()
    this.callId = callId
    this.draft = []
  }

  push(delta: Delta): void {
    if (delta.text === '' && delta.kind !== 'tool-input') return
    merge(this.draft, delta)
    merge(this.waiting, delta)
    this.timer ??= setTimeout(() => this.flush(), gatherMs)
  }

  /** Sends what was gathered and forgets the draft: its message is in the log now. */
  end(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = undefined
    this.waiting = []
    this.draft = []
  }

  replay(): void {
    if (this.draft.length === 0) return
    this.waiting = []
    this.news.sendFrames(
      this.runId,
      this.draft.map((delta, index) =>
        this.frame({ ...delta, text: delta.text.slice(-maxDraftCharacters) }, index === 0),
      ),
    )
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = undefined
    const frames = this.waiting
    this.waiting = []
    if (frames.length === 0 || !this.isWatched(this.runId)) return
    this.news.sendFrames(
      this.runId,
      frames.map(delta => this.frame(delta, false)),
    )
  }

  private frame(delta: Delta, reset: boolean): RunFrame {
    return { ...delta, callId: this.callId, text: this.redact(delta.text), ...(reset ? { reset } : {}) }
  }
}

function merge(deltas: Delta[], delta: Delta): void {
  const last = deltas.at(-1)
  if (last && last.kind === delta.kind && last.toolCallId === delta.toolCallId) last.text += delta.text
  else deltas.push({ ...delta })
}
