/** Tells every worker at once that a kill switch was pressed or taken back. */
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'

/** Payload: the workspace's id. */
export const switchesChangedChannel = 'reef_switches'

export async function announceSwitches(workspaceId: string): Promise<void> {
  await notify(getDatabase(), [{ channel: switchesChangedChannel, payload: workspaceId }])
}
