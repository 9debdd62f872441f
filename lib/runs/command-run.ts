/** Takes a person's command to a run and to those it handed work to. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase } from '../db/client'
import { chooseModel } from '../providers/choose-model'
import { runQueue } from '../queue/sender'
import type { StateCommand } from './decide'
import type { EventDraft } from './events'
import { makeRules } from './make-rules'
import { requireRun } from './repository'
import type { RunState } from './run-state'
import { tellOthers } from './tell-below'
import { tellRun } from './tell-run'

/** Returns the log's position after the command. Throws `refused` with the refusal's name. */
export async function commandRun(
  actor: Actor,
  runId: string,
  command: StateCommand,
): Promise<{ seq: number }> {
  requireCan(actor, 'run:control')
  if (command.type === 'approve' || command.type === 'deny') requireCan(actor, 'approval:decide')
  if (command.type === 'approve' && command.scope === 'always') requireCan(actor, 'policy:write')
  const { kind, id, name, workspaceId } = actor
  await requireRun(actor, runId)
  const model = command.type === 'model' ? await chooseModel(workspaceId, command.model) : null
  const telling = {
    db: getDatabase(),
    queue: await runQueue(),
    workspaceId,
    actor: { kind, id, name },
    alongside: (tx: Connection, state: RunState, events: readonly EventDraft[]) =>
      makeRules(tx, actor, state, events),
  }
  const place = await tellRun(telling, runId, command, model)
  await tellOthers(telling, runId, command)
  return place
}
