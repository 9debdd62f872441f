/**
 * Takes a call from outside: who has the secret starts a task from the hook's template, once per delivery. Values of
 * the body are text in the task, and the whole body goes along as a file: neither is ever policy.
 */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { limitRate } from '../accounts/throttle'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { notReady, readFile, writeFile } from '../files/repository'
import { readBytes } from '../http/body'
import { AppError, notFound } from '../http/errors'
import { newId } from '../shared/id'
import { type Json, json } from '../shared/json'
import { isStorable } from '../shared/storable'
import { readyWork } from '../starts/start-work'
import { startingActor } from '../starts/starting-actor'
import { tellChanged } from '../workspaces/tell-changed'
import { valuesFrom } from './json-pointer'
import {
  type CalledHook,
  findBody,
  findCalledHook,
  forgetOldDeliveries,
  insertDelivery,
  noteStarted,
  readHook,
  startedBefore,
} from './repository'
import { hookAuth } from './schema'
import { callProblem } from './signature'

/** Largest body, bytes. More belongs behind an address that a tool can read. */
export const maxCallBytes = 256 * 1024
const goodCalls = { max: 60, seconds: 60 }
const badCalls = { max: 30, seconds: 60 }
/** Where the task finds the body. */
const bodyPath = 'webhook.json'

interface Taken {
  taskId: string | null
  duplicate: boolean
}

/** Throws `not-found`, `unauthenticated`, `rate-limited`, `too-large`, `invalid-input` or `forbidden`; all but the first are logged. */
export async function takeCall(request: Request, hookId: string): Promise<Taken> {
  const hook = await findCalledHook(hookId)
  if (!hook) throw notFound('webhook')
  const sender = senderIdOf(request.headers)
  let size = 0
  try {
    const body = await readBytes(request, maxCallBytes)
    size = body.byteLength
    const problem = callProblem(hookAuth.parse(hook.auth), hook.secret, request.headers, body, Date.now())
    if (problem) throw new AppError('unauthenticated', problem)
    await limitRate(`hook ${hook.id}`, goodCalls)
    if (hook.paused) throw new AppError('refused', 'This webhook is paused.', { refusal: 'paused' })
    return await start(hook, body, sender)
  } catch (error) {
    if (error instanceof AppError) await logRefusal(hook, error, size)
    throw error
  }
}

/** The sender's name for this call, under the headers that senders use. */
function senderIdOf(headers: Headers): string | null {
  const id = headers.get('webhook-id') ?? headers.get('x-github-delivery') ?? headers.get('idempotency-key')
  return id === null || id === '' ? null : id.slice(0, 200)
}

async function start(hook: CalledHook, body: Uint8Array, sender: string | null): Promise<Taken> {
  const actor = await startingActor(hook, { id: hook.id, name: `Webhook ${hook.name}` })
  const file = await writeFile(getDatabase(), hook.workspaceId, body).catch(notReady)
  const document = parseBody(body)
  const work = await workOf(actor, hook, document, file.hash)
  const id = newId('delivery')
  const row = { id, hookId: hook.id, bodyHash: file.hash, bodySize: body.byteLength }
  const taskId = await inTransaction(async tx => {
    if (!(await insertDelivery(tx, { ...row, deliveryId: sender, status: 'started' }))) return null
    const made = await work.write(tx)
    await noteStarted(tx, id, made)
    return made
  })
  if (taskId !== null) {
    tellChanged(hook.workspaceId, 'hooks')
    return { taskId, duplicate: false }
  }
  const reason = `${sender} was delivered before.`
  await insertDelivery(getDatabase(), { ...row, deliveryId: null, status: 'duplicate', reason })
  tellChanged(hook.workspaceId, 'hooks')
  return { taskId: sender === null ? null : await startedBefore(hook.id, sender), duplicate: true }
}

async function workOf(
  actor: Actor,
  hook: Pick<CalledHook, 'templateId' | 'mapping'>,
  document: Json,
  hash: string,
) {
  const mapping = hook.mapping as Record<string, string>
  const inputs = valuesFrom(document, mapping)
  const files = [{ path: bodyPath, hash }]
  return await readyWork(actor, { template: hook.templateId, inputs }, { files })
}

function parseBody(body: Uint8Array): Json {
  try {
    const document = json.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
    if (isStorable(document)) return document
  } catch {
    // Said below, whatever it was.
  }
  throw new AppError('invalid-input', 'The body is not JSON that can be kept.')
}

/** Refusals are limited too, or whoever knows the address could fill the log. */
async function logRefusal(hook: CalledHook, error: AppError, bodySize: number): Promise<void> {
  if (error.code === 'rate-limited') return
  await limitRate(`hook refusals ${hook.id}`, badCalls)
  const row = { id: newId('delivery'), hookId: hook.id, deliveryId: null, status: 'refused' }
  await insertDelivery(getDatabase(), { ...row, reason: error.message, bodySize })
  tellChanged(hook.workspaceId, 'hooks')
  await forgetOldDeliveries(hook.id)
}

/** Starts a task again from the body of an earlier call, in the name of who asks. */
export async function replayDelivery(actor: Actor, hookId: string, deliveryId: string): Promise<Taken> {
  requireCan(actor, 'hook:write')
  const hook = await readHook(actor, hookId)
  const hash = await findBody(actor, hookId, deliveryId)
  if (hash === null)
    throw new AppError('refused', 'The body of this call was not kept.', { refusal: 'no-body' })
  const bytes = await readFile(actor, hash)
  const work = await workOf(
    actor,
    { templateId: hook.template, mapping: hook.mapping },
    parseBody(bytes),
    hash,
  )
  const id = newId('delivery')
  const reason = `Sent again by ${actor.name}.`
  const row = { id, hookId, deliveryId: null, status: 'started', reason, bodyHash: hash }
  const taskId = await inTransaction(async tx => {
    await insertDelivery(tx, { ...row, bodySize: bytes.byteLength })
    const made = await work.write(tx)
    await noteStarted(tx, id, made)
    return made
  })
  return { taskId, duplicate: false }
}
