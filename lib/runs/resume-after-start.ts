/** At a start Reef may have what runs were held for: a key or a model that the environment names since. They go on by themselves. */

import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { connectedProviders } from '../providers/connected-providers'
import { log } from '../shared/log'
import { takeBack } from './log/repository'
import { workspacesWithHeldRuns } from './repository'
import { resumeHeldRuns } from './resume-held-runs'
import { reefActor } from './rules'

/** Takes back runs that can be read again, and resumes those that wait for what the environment now gives. */
export async function resumeAfterStart(): Promise<void> {
  for (const runId of await takeBack(getDatabase())) log.info({ runId }, 'the log can be read again')
  for (const workspaceId of await workspacesWithHeldRuns()) await resumeIn(reefIn(workspaceId))
}

async function resumeIn(actor: Actor): Promise<void> {
  await resumeHeldRuns(actor)
  for (const provider of await connectedProviders(actor)) {
    // A key that is refused would only hold them again.
    if (provider.origin === 'environment' && provider.status !== 'failing')
      await resumeHeldRuns(actor, provider)
  }
}

function reefIn(workspaceId: string): Actor {
  return { ...reefActor, workspaceId, memberId: '', role: 'owner' }
}
