/** Tells every worker that a workspace's providers have changed, so that none calls with the old key. */
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'

/** Payload: the workspace's id. */
export const providersChangedChannel = 'reef_providers'

export async function announceProviders(workspaceId: string): Promise<void> {
  await notify(getDatabase(), [{ channel: providersChangedChannel, payload: workspaceId }])
}
