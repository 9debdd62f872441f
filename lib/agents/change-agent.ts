/** Changes an agent. A new model also sets runs going that were held for want of one. */
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { AppError } from '../http/errors'
import { chooseModel } from '../providers/choose-model'
import { resumeHeldRuns } from '../runs/resume-held-runs'
import { chooseAgent, updateAgent } from './repository'
import type { Agent, UpdateAgentInput } from './schema'

export async function changeAgent(actor: Actor, id: string, input: UpdateAgentInput): Promise<Agent> {
  const changed = await updateAgent(actor, id, input)
  if (changed.isDefault && (input.model !== undefined || input.isDefault)) await resumeHeldRuns(actor)
  return changed
}

/** Sets the model of the workspace's default agent, or takes it away. Throws `invalid-input` for one that is none. */
export async function setDefaultModel(actor: Actor, spec: string | null): Promise<Agent> {
  const { workspaceId } = actor
  const model = spec === null ? null : await chooseModel(workspaceId, spec)
  if (model?.scripted)
    throw new AppError('invalid-input', 'The demo plays a script: it cannot be the model of an agent.')
  const { id } = await chooseAgent(getDatabase(), workspaceId, undefined)
  return await changeAgent(actor, id, { model: model?.spec ?? null })
}
