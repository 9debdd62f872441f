/** Whether a call comes from who has the secret: Standard Webhooks (https://www.standardwebhooks.com), or the secret itself. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { HookAuth } from './schema'

/** How far the sender's clock may be off, seconds; a recorded call is of no use after that. */
export const toleranceSeconds = 5 * 60
const prefix = 'whsec_'

export function makeSecret(): string {
  return prefix + randomBytes(24).toString('base64')
}

/** Signs as a sender does. Returns the three headers. */
export function signCall(
  secret: string,
  id: string,
  seconds: number,
  body: Uint8Array,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature(secret, id, String(seconds), body)}`,
  }
}

/** Null when the call is good; else why not, in words for the delivery log. `now` in milliseconds. */
export function callProblem(
  auth: HookAuth,
  secret: string,
  headers: Headers,
  body: Uint8Array,
  now: number,
): string | null {
  return auth === 'bearer' ? bearerProblem(secret, headers) : signatureProblem(secret, headers, body, now)
}

function bearerProblem(secret: string, headers: Headers): string | null {
  const sent = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (sent === undefined) return 'The call carries no secret (Authorization: Bearer).'
  return isSame(sent, secret) ? null : 'The secret is wrong.'
}

function signatureProblem(secret: string, headers: Headers, body: Uint8Array, now: number): string | null {
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp')
  const sent = headers.get('webhook-signature')
  if (!id || !timestamp || !sent)
    return 'The call is not signed (webhook-id, webhook-timestamp, webhook-signature).'
  const seconds = Number(timestamp)
  if (!/^\d+$/.test(timestamp) || Math.abs(now / 1000 - seconds) > toleranceSeconds)
    return 'The time of the call is more than five minutes off.'
  const right = `v1,${signature(secret, id, timestamp, body)}`
  return sent.split(' ').some(each => isSame(each, right)) ? null : 'The signature is wrong.'
}

function signature(secret: string, id: string, timestamp: string, body: Uint8Array): string {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
}

/** Compares in the same time, however much of it is right: hashes have one length. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
