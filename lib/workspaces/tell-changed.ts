/** Tells every open page of a workspace that one of its lists has changed, so that none of them has to keep asking. */
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'
import { changedChannel } from '../runs/news'
import { log } from '../shared/log'
import type { ChangedList } from './changed-lists'

/**
 * Call it after the transaction: a notice inside one would hold everybody's commits up. A lost notice costs until the
 * page is looked at again.
 */
export function tellChanged(workspaceId: string, what: ChangedList): void {
  notify(getDatabase(), [{ channel: changedChannel, payload: `${workspaceId}:${what}` }]).catch(
    (error: unknown) => log.warn({ error, what }, 'a change could not be announced'),
  )
}
