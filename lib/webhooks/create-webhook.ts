/** Makes a webhook: checks where it leads, and makes the secret that proves its letters. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { AppError } from '../http/errors'
import { encryptionKey } from '../providers/encryption-key'
import { sealSecret } from '../providers/secrets'
import { newId } from '../shared/id'
import { AddressRefused } from '../web/address-guard'
import { insertWebhook, listWebhooks } from './repository'
import type { CreatedWebhook, CreateWebhookInput } from './schema'
import { checkWebhookUrl } from './send'
import { makeWebhookSecret } from './sign'

const maxWebhooks = 20

/** Returns the webhook with its secret, which is shown this once. */
export async function createWebhook(actor: Actor, input: CreateWebhookInput): Promise<CreatedWebhook> {
  requireCan(actor, 'webhook:write')
  requireReachable(input.url)
  if ((await listWebhooks(actor)).length >= maxWebhooks)
    throw new AppError('refused', `A workspace has at most ${maxWebhooks} webhooks.`, { refusal: 'too-many' })
  const { workspaceId } = actor
  const id = newId('webhook')
  const secret = makeWebhookSecret()
  const sealed = sealSecret(secret, secretPlace(workspaceId, id), await encryptionKey())
  const webhook = await insertWebhook({ id, workspaceId, ...input, secret: sealed })
  return { webhook, secret }
}

/** Throws `invalid-input` for an address that leads where no webhook may. */
export function requireReachable(url: string): void {
  try {
    checkWebhookUrl(url)
  } catch (error) {
    if (error instanceof AddressRefused) throw new AppError('invalid-input', error.message)
    throw error
  }
}

export function secretPlace(workspaceId: string, recordId: string) {
  return { workspaceId, recordId, field: 'secret' }
}
