/** Takes a person's command to a run and to those it handed work to. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { chooseModel } from '../providers/choose-model'
import { runQueue } from '../queue/sender'
import type { StateCommand } from './decide'
import { requireRun } from './repository'
import { tellOthers } from './tell-below'
import { tellRun } from './tell-run'

/** Returns the log's position after the command. Throws `refused` with the refusal's name. */
export async function commandRun(
  actor: Actor,
  runId: string,
  command: StateCommand,
): Promise<{ seq: number }> {
  requireCan(actor, 'run:control')
  const { kind, id, name, workspaceId } = actor
  await requireRun(actor, runId)
  const model = command.type === 'model' ? await chooseModel(workspaceId, command.model) : null
  const telling = { db: getDatabase(), queue: await runQueue(), workspaceId, actor: { kind, id, name } }
  const place = await tellRun(telling, runId, command, model)
  await tellOthers(telling, runId, command)
  return place
}
