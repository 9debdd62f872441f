/** A page says that it has a run open, or is leaving it, and hears who else is there. */
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { notify } from '../db/listen'
import { viewersChannel } from '../runs/news'
import { requireRun } from '../runs/repository'
import { log } from '../shared/log'
import { dropViewer, forgetViewers, keepViewer, listViewers } from './repository'
import type { LookInput, ViewerList } from './schema'

/** Only people are shown: a token reads who is there and stays unseen. */
export async function lookAtRun(
  actor: Actor,
  runId: string,
  { tab, leaving }: LookInput,
): Promise<ViewerList> {
  await requireRun(actor, runId)
  if (actor.kind === 'person') {
    const look = { runId, tab }
    const isNews = leaving ? await dropViewer(actor, look) : await keepViewer(actor, look)
    if (isNews) {
      await forgetViewers()
      // A lost notice costs a few seconds: every page also asks by itself.
      const payload = `${actor.workspaceId}:${runId}`
      notify(getDatabase(), [{ channel: viewersChannel, payload }]).catch((error: unknown) =>
        log.warn({ error }, 'viewers could not be announced'),
      )
    }
  }
  return { viewers: await listViewers(runId) }
}
