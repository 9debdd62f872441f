/** Gives facts their place in a log: consecutive numbers, one time, today's version. Pure. */
import { type EventDraft, eventVersion, type RunEvent } from '../events'

/** Gives drafts their place in the log. */
export function placeEvents(
  runId: string,
  afterSeq: number,
  drafts: readonly EventDraft[],
  at: string,
): RunEvent[] {
  return drafts.map(
    (draft, index) => ({ ...draft, runId, seq: afterSeq + index + 1, at, version: eventVersion }) as RunEvent,
  )
}
