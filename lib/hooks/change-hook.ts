/** Makes and changes hooks. Who saves a hook is the one in whose name it starts work. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { AppError } from '../http/errors'
import { newId } from '../shared/id'
import { starterOf } from '../starts/starting-actor'
import { findTemplate } from '../templates/repository'
import { tellChanged } from '../workspaces/tell-changed'
import { changeHook, insertHook, readHook } from './repository'
import type { CreateHookInput, Hook, UpdateHookInput } from './schema'
import { makeSecret } from './signature'

interface Saved {
  hook: Hook
  secret: string | null
}

export async function createHook(actor: Actor, input: CreateHookInput): Promise<Saved> {
  requireCan(actor, 'hook:write')
  const { name, auth, paused, mapping } = input
  const templateId = await soundTemplate(actor, input.template, mapping)
  const id = newId('hook')
  const secret = makeSecret()
  const { workspaceId } = actor
  await insertHook({ id, workspaceId, name, auth, paused, mapping, templateId, ...starterOf(actor) }, secret)
  tellChanged(actor.workspaceId, 'hooks')
  return { hook: await readHook(actor, id), secret }
}

export async function updateHook(actor: Actor, id: string, input: UpdateHookInput): Promise<Saved> {
  requireCan(actor, 'hook:write')
  const before = await readHook(actor, id)
  const { template, mapping, name, paused } = input
  const changed = template !== undefined || mapping !== undefined
  const templateId = changed
    ? await soundTemplate(actor, template ?? before.template, mapping ?? before.mapping)
    : before.template
  const secret = input.newSecret ? makeSecret() : null
  const fields = {
    templateId,
    ...(mapping === undefined ? {} : { mapping }),
    ...(name === undefined ? {} : { name }),
    ...(paused === undefined ? {} : { paused }),
    ...starterOf(actor),
  }
  await changeHook(actor, id, fields, secret)
  tellChanged(actor.workspaceId, 'hooks')
  return { hook: await readHook(actor, id), secret }
}

/** Refuses a mapping for inputs that the template has not, and one that leaves a needed input without a value. */
async function soundTemplate(
  actor: Actor,
  idOrName: string,
  mapping: Record<string, string>,
): Promise<string> {
  const found = await findTemplate(getDatabase(), actor.workspaceId, idOrName)
  if (!found) throw new AppError('invalid-input', 'There is no such template.')
  const unknown = Object.keys(mapping).find(name => !found.inputs.some(input => input.name === name))
  if (unknown) throw new AppError('invalid-input', `${found.name} has no input named ${unknown}.`)
  const empty = found.inputs.find(
    input => input.required && !input.default && mapping[input.name] === undefined,
  )
  if (empty) throw new AppError('invalid-input', `Say where the value of ${empty.name} comes from.`)
  return found.id
}
