/** What waits for a person's word: of one run with all that it has started, or of the whole workspace. */
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { loadRunState } from '../runs/log/repository'
import { openApprovals } from '../runs/run-state'
import { type AskingRun, runsThatMayAsk } from './repository'
import type { ApprovalFilter, ApprovalList, OpenApproval } from './schema'

/** Oldest first. A run that another one started stands with the task of the person who started all of it. */
export async function listApprovals(actor: Actor, { run }: ApprovalFilter): Promise<ApprovalList> {
  const runs = await runsThatMayAsk(actor, run)
  const open = await Promise.all(runs.map(openOf))
  return { approvals: open.flat().sort((a, b) => (a.requestedAt < b.requestedAt ? -1 : 1)) }
}

async function openOf(run: AskingRun): Promise<OpenApproval[]> {
  const state = await loadRunState(getDatabase(), run.runId)
  if (!state) return []
  return openApprovals(state).map(({ expiresAt, ...approval }) => ({
    ...run,
    ...approval,
    runTitle: state.created.title,
    expiresAt: expiresAt ?? null,
  }))
}
