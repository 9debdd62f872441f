/** Gives facts their place in a log: consecutive numbers, one time, today's version. Pure. */
import { storable } from '../../shared/storable'
import type { EventDraft, RunEvent } from '../events'
import { eventVersion } from '../rules'

/**
 * Gives drafts their place in the log. Everything that enters a log passes here, so this is where text that the
 * database could not hold (NUL, half a surrogate pair: tools and models write both) is mended.
 */
export function placeEvents(
  runId: string,
  afterSeq: number,
  drafts: readonly EventDraft[],
  at: string,
): RunEvent[] {
  return drafts.map(
    (draft, index) =>
      ({ ...storable(draft), runId, seq: afterSeq + index + 1, at, version: eventVersion }) as RunEvent,
  )
}
