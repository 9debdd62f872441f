/** Tells every worker that a budget was made, changed or removed, so that the next call asks which there are. */
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'

/** Payload: the workspace's id. */
export const budgetsChangedChannel = 'reef_budgets'

/** After the commit: a pending NOTIFY would hold up every other one. */
export async function announceBudgets(workspaceId: string): Promise<void> {
  await notify(getDatabase(), [{ channel: budgetsChangedChannel, payload: workspaceId }])
}
