import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { placeEvents } from '../runs/log/place-events'
import { appendEvents, loadRunState, SequenceConflict } from '../runs/log/repository'
import { assertPresent } from '../shared/assert'
import { changeWebhook } from './change-webhook'
import { createWebhook } from './create-webhook'
import { Postman } from './postman'
import {
  type Claimed,
  claimDeliveries,
  listDeliveries,
  listWebhooks,
  recordAttempt,
  replayDelivery,
} from './repository'
import { maxFailures } from './rules'
import { type CreatedWebhook, type Delivery, webhookEvents } from './schema'
import { testWebhook } from './test-webhook'
import { isSigned, type Receiver, startReceiver } from './testing/receiver'

let bed: EngineBed
let receiver: Receiver
let postman: Postman
let made: CreatedWebhook

beforeAll(async () => {
  process.env.REEF_WEBHOOK_PRIVATE = '127.0.0.1:*'
  bed = await openEngineBed()
  receiver = await startReceiver()
  postman = new Postman(bed.db)
})
afterEach(async () => {
  await bed.db.webhook.deleteMany()
  receiver.received.length = 0
  receiver.answer(200, 'thanks')
})
afterAll(async () => {
  await postman.stop()
  await bed.close()
  await receiver.close()
})

async function hook(events: CreatedWebhook['webhook']['events'] = [...webhookEvents]): Promise<void> {
  made = await createWebhook(bed.actor, { name: 'Chat', url: receiver.url, events })
}

const deliveries = () => listDeliveries(bed.actor, made.webhook.id, 50)

/** Lets the postman go round until the newest delivery is as wanted. */
async function until(wanted: (delivery: Delivery) => boolean): Promise<Delivery> {
  const deadline = Date.now() + 45_000
  for (;;) {
    await postman.round()
    const [newest] = await deliveries()
    if (newest && wanted(newest)) return newest
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${JSON.stringify(newest, null, 1)}`)
    await new Promise(resolve => setTimeout(resolve, 15))
  }
}

/** Whether so many of its attempts have come to their end. */
const answered = (count: number) => (delivery: Delivery) =>
  delivery.attempts.filter(attempt => !attempt.ending).length === count

/** Time passes: what waits for its next attempt is due. */
const laterOn = () => bed.db.webhookDelivery.updateMany({ data: { dueAt: new Date(0) } })

/** A run whose end is written without a worker. */
async function endedRun(): Promise<string> {
  const runId = await bed.assign('Tell the others.')
  const state = await loadRunState(bed.db, runId)
  if (!state) throw new Error('no log')
  const data = { status: 'succeeded', reason: 'answered', message: 'Done.', result: 'Told.' } as const
  const actor = { kind: 'worker', id: 'w', name: 'Worker' } as const
  const end = placeEvents(runId, state.seq, [{ type: 'run-ended', actor, data }], new Date().toISOString())
  await appendEvents(bed.db, state, end)
  // The same end once more: the log is fenced, and nothing is told twice.
  await expect(appendEvents(bed.db, state, end)).rejects.toThrow(SequenceConflict)
  return runId
}

test('R75: a fact and its delivery are one; the letter is signed and says what happened', async () => {
  await hook()
  const runId = await endedRun()
  const delivered = await until(({ status }) => status === 'delivered')
  expect(delivered.attempts).toMatchObject([{ status: 200, excerpt: 'thanks' }])
  expect(receiver.received).toHaveLength(1)
  const letter = await receiver.letter(1)
  expect(isSigned(letter, made.secret)).toBe(true)
  expect(isSigned(letter, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)).toBe(false)
  expect(letter.headers['webhook-id']).toBe(`evt_${runId}_2`)
  expect(JSON.parse(letter.body)).toMatchObject({ type: 'run.ended', data: { runId, result: 'Told.' } })
  const stored = await bed.db.webhook.findFirstOrThrow()
  expect(stored.secret).not.toContain(made.secret.slice(6))
})

test('R75: only chosen facts are told, and only from then on', async () => {
  const before = await endedRun()
  await hook(['question.asked'])
  await endedRun()
  expect(await deliveries()).toEqual([])
  expect(before).toBeTruthy()
})

test('R75: a failure is tried again under the same id; a worker that dies with a letter loses none', async () => {
  await hook()
  receiver.answer(503, 'not now', { 'retry-after': '120' })
  await endedRun()
  const failed = await until(answered(1))
  expect(failed).toMatchObject({ status: 'pending', attempts: [{ status: 503, excerpt: 'not now' }] })
  expect(Date.parse(failed.dueAt) - Date.now()).toBeGreaterThan(100_000)
  receiver.answer(204)
  await laterOn()
  // A worker takes it and is gone: nobody else has it until the lease is over.
  expect(await claimDeliveries(bed.db, 5, 60_000)).toHaveLength(1)
  expect(await claimDeliveries(bed.db, 5, 60_000)).toEqual([])
  await laterOn()
  const delivered = await until(({ status }) => status === 'delivered')
  // The log has the attempt that nobody told the end of.
  expect(delivered.attempts.map(({ status, ending }) => status ?? ending)).toEqual([503, 'lost', 204])
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect((await listWebhooks(bed.actor))[0]?.failures).toBe(0)
})

test('R151: a worker that is stopped with a letter in hand gives it back, and another sends it at once', async () => {
  await hook()
  receiver.answer('hang')
  await testWebhook(bed.actor, made.webhook.id)
  const leaving = new Postman(bed.db)
  await leaving.round()
  await receiver.letter(1)
  const [held] = await deliveries()
  expect(held?.attempts).toMatchObject([{ status: null, ending: 'under-way' }])
  await leaving.stop()
  receiver.answer(200)
  const delivered = await until(({ status }) => status === 'delivered')
  expect(delivered.attempts.map(({ status, ending }) => status ?? ending)).toEqual(['lost', 200])
  expect(receiver.received).toHaveLength(2)
})

test('R151: of two that sent the same letter, a good answer counts, however late, and a bad one no more', async () => {
  await hook()
  await testWebhook(bed.actor, made.webhook.id)
  const claim = async () => assertPresent((await claimDeliveries(bed.db, 1, 60_000))[0], 'delivery')
  const slow = await claim()
  await laterOn()
  const quick = await claim()
  const say = (claimed: Claimed, status: number) => {
    const attempt = { at: claimed.at.toISOString(), status, durationMs: 1, excerpt: '' }
    return bed.db.$transaction(tx => recordAttempt(tx, claimed, attempt, undefined))
  }
  const seen = async () => {
    const { status, attempts } = assertPresent((await deliveries())[0], 'delivery')
    return [status, ...attempts.map(attempt => attempt.status ?? attempt.ending)]
  }
  expect(await seen()).toEqual(['pending', 'lost', 'under-way'])
  await say(slow, 204)
  expect(await seen()).toEqual(['delivered', 204, 'under-way'])
  await say(quick, 500)
  expect(await seen()).toEqual(['delivered', 204, 500])

  await replayDelivery(bed.actor, made.webhook.id, quick.id)
  const again = await claim()
  await say(slow, 503)
  expect((await seen()).slice(0, 1)).toEqual(['pending'])
  await say(again, 200)
  expect((await seen())[0]).toBe('delivered')
})

test('a redirect is not followed, and the secret is not kept from an answer that repeats it', async () => {
  await hook()
  receiver.answer(302, `Go away, ${made.secret}`, { location: receiver.url })
  await testWebhook(bed.actor, made.webhook.id)
  const failed = await until(answered(1))
  expect(failed.attempts).toMatchObject([{ status: 302, excerpt: 'Go away, …' }])
  expect(receiver.received).toHaveLength(1)
})

test('a webhook that is gone or fails too often is paused; it keeps what comes, and goes on when a person says so', async () => {
  await hook()
  receiver.answer(410)
  await testWebhook(bed.actor, made.webhook.id)
  await until(answered(1))
  expect((await listWebhooks(bed.actor))[0]).toMatchObject({
    pauseReason: 'The receiver says that this address is gone (410).',
  })
  await changeWebhook(bed.actor, made.webhook.id, { paused: false })
  await bed.db.webhook.updateMany({ data: { failures: maxFailures - 1 } })
  receiver.answer(500)
  await laterOn()
  await until(answered(2))
  expect((await listWebhooks(bed.actor))[0]?.pauseReason).toBe(
    `${maxFailures} attempts in a row have failed.`,
  )

  const runId = await endedRun()
  await laterOn()
  await postman.round()
  expect(receiver.received).toHaveLength(2)
  receiver.answer(200)
  await changeWebhook(bed.actor, made.webhook.id, { paused: false })
  const kept = await until(({ status }) => status === 'delivered')
  expect(kept.eventId).toBe(`evt_${runId}_2`)
})

test('a delivery is sent once more when asked for', async () => {
  await hook()
  await testWebhook(bed.actor, made.webhook.id)
  const first = await until(({ status }) => status === 'delivered')
  await replayDelivery(bed.actor, made.webhook.id, first.id)
  const second = await until(delivery => answered(2)(delivery) && delivery.status === 'delivered')
  expect(second.eventId).toBe(first.eventId)
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    first.eventId,
    first.eventId,
  ])
})

test('an address inside is refused, unless the operator allows it', async () => {
  for (const url of [
    'http://10.0.0.5/hook',
    'http://[::1]:8080/',
    'http://169.254.169.254/latest',
    'http://1.1.1.1:25/',
  ])
    await expect(createWebhook(bed.actor, { name: 'In', url, events: ['run.ended'] })).rejects.toMatchObject({
      code: 'invalid-input',
    })
  // A name can only be judged when it is called.
  made = await createWebhook(bed.actor, {
    name: 'Name',
    url: 'http://localhost:9999/',
    events: ['run.ended'],
  })
  await testWebhook(bed.actor, made.webhook.id)
  const refused = await until(answered(1))
  expect(refused.attempts[0]).toMatchObject({
    status: null,
    excerpt: expect.stringContaining('not a public address'),
  })
})
