/** Carries deliveries out, in a worker: takes what is due, sends it, writes down what came of it. */
import type { Database } from '../db/client'
import { encryptionKey } from '../providers/encryption-key'
import { openSecret } from '../providers/secrets'
import { log } from '../shared/log'
import { tellChanged } from '../workspaces/tell-changed'
import { secretPlace } from './create-webhook'
import {
  type Claimed,
  claimDeliveries,
  forgetOldDeliveries,
  giveBackDelivery,
  recordAttempt,
} from './repository'
import { sendWebhook } from './send'

/** Letters that one worker carries at once: a slow receiver holds up no other. */
const hands = 20
/** Longer than an attempt can take. Whoever dies with a letter in hand delays it by this. */
const leaseMs = 30_000
const forgetEveryMs = 60 * 60 * 1000

export class Postman {
  private readonly busy = new Set<Promise<void>>()
  private readonly ending = new AbortController()
  private forgotAt = 0

  constructor(private readonly db: Database) {}

  /** Takes as many due deliveries as there are free hands. Returns without waiting for their answers. */
  async round(): Promise<void> {
    const free = hands - this.busy.size
    if (free === 0 || this.ending.signal.aborted) return
    for (const claimed of await claimDeliveries(this.db, free, leaseMs)) {
      const work = this.carry(claimed).catch((error: unknown) => log.warn({ error }, 'a delivery failed'))
      this.busy.add(work)
      void work.finally(() => this.next(work))
    }
    if (Date.now() - this.forgotAt < forgetEveryMs) return
    this.forgotAt = Date.now()
    await forgetOldDeliveries(this.db)
  }

  /** A hand is free, and the next letter to the same receiver may go. */
  private next(work: Promise<void>): void {
    this.busy.delete(work)
    void this.round().catch((error: unknown) => log.warn({ error }, 'deliveries could not be looked at'))
  }

  /** Breaks off what is under way and gives it back: another worker sends it at once. */
  async stop(): Promise<void> {
    this.ending.abort()
    await Promise.all(this.busy)
  }

  private async carry(claimed: Claimed): Promise<void> {
    const { workspaceId, webhookId, url, eventId } = claimed
    const at = claimed.at.toISOString()
    const secret = openSecret(claimed.secret, secretPlace(workspaceId, webhookId), await encryptionKey())
    const body = JSON.stringify(claimed.payload)
    const outcome = await sendWebhook({ url, secret, id: eventId, body }, this.ending.signal)
    if (this.ending.signal.aborted && outcome.status === null)
      return await this.db.$transaction(tx => giveBackDelivery(tx, claimed))
    const { status, durationMs, excerpt, retryAfterMs } = outcome
    const attempt = { at, status, durationMs, excerpt }
    // Together: an attempt that is told but not counted would never pause a webhook that fails.
    await this.db.$transaction(tx => recordAttempt(tx, claimed, attempt, retryAfterMs))
    tellChanged(workspaceId, 'webhooks')
  }
}
