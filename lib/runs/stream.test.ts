import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Actor } from '../accounts/actor'
import { resolveActor } from '../accounts/session'
import { addPerson, type TestPerson } from '../accounts/testing/installation'
import { openDatabase } from '../db/client'
import { notify, openListener } from '../db/listen'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import { assertPresent } from '../shared/assert'
import { commandRun } from './command-run'
import { foldRun } from './fold'
import { closeRunHub } from './hub'
import { placeEvents } from './log/place-events'
import { loadRunState, SequenceConflict, writeEvents } from './log/repository'
import { NewsDesk, packEvents } from './news'
import { streamRun } from './stream'
import { readStream, type StreamReading } from './testing/read-stream'

let bed: EngineBed
let person: TestPerson
let actor: Actor
beforeAll(async () => {
  bed = await openEngineBed()
  person = await addPerson(bed.actor.workspaceId, 'member', 'grace')
  actor = assertPresent(await resolveActor(new Request('http://x', headers(person))), 'actor')
})
afterAll(async () => {
  await closeRunHub()
  await bed.close()
})

function headers({ cookie }: TestPerson) {
  return { headers: { cookie } }
}

async function watch(runId: string, after = 0): Promise<StreamReading> {
  const abort = new AbortController()
  const request = new Request('http://localhost/stream', { ...headers(person), signal: abort.signal })
  return readStream(await streamRun(request, actor, runId, after), abort)
}

/** Appends messages as fast as the database takes them, as a worker of its own would. */
async function appendMessages(runId: string, name: string, count: number): Promise<void> {
  const db = openDatabase(bed.url, 2)
  const news = new NewsDesk(notices => notify(db, notices))
  for (let number = 0; number < count; ) {
    const state = assertPresent(await loadRunState(db, runId), 'state')
    const data = { messageId: `${name}-${number}`, text: `${name} says ${number}` }
    const draft = {
      type: 'message-received' as const,
      actor: { kind: 'person' as const, id: name, name },
      data,
    }
    try {
      const events = placeEvents(runId, state.seq, [draft], new Date().toISOString())
      const next = assertPresent(foldRun(state, events), 'state')
      // One of the two sends its events with the commit, the other leaves them to be read.
      await writeEvents(db, next, events, [], name === 'one' ? packEvents(events) : [])
      news.announce(bed.actor.workspaceId, runId, next.seq)
      number += 1
    } catch (error) {
      if (!(error instanceof SequenceConflict)) throw error
    }
  }
  await db.$disconnect()
}

/** Ends every connection that listens for the news of runs. */
async function cutListeners(): Promise<void> {
  const cut = await bed.db.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN "reef_frame"%'`
  expect(cut).toBe(1)
}

test('resumed again and again while two write and the listener is cut: nothing missing, nothing twice', async () => {
  const runId = await bed.assign('Talk.')
  const each = 150
  const total = 1 + 2 * each
  const writing = Promise.all(['one', 'two'].map(name => appendMessages(runId, name, each)))
  const steady = await watch(runId)
  const seen: number[] = []
  let after = 0
  let resumes = 0
  while (seen.length < total) {
    const reading = await watch(runId, after)
    const enough = Math.min(total - seen.length, 40)
    await vi.waitFor(() => expect(reading.events.length).toBeGreaterThanOrEqual(enough), {
      timeout: 45_000,
      interval: 3,
    })
    reading.leave()
    seen.push(...reading.events.map(event => event.seq))
    after = Number(reading.lastId)
    resumes += 1
    if (resumes === 2) await cutListeners()
  }
  await writing
  expect(resumes).toBeGreaterThan(3)
  expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1))
  await vi.waitFor(() => expect(steady.events.length).toBe(total), { timeout: 45_000 })
  expect(steady.events).toEqual(await bed.events(runId))
  steady.leave()
})

test('R22: who comes late gets the draft so far, a secret cut in two never leaves, and no frame is stored', async () => {
  const worker = await bed.startWorker()
  const secret = assertPresent(process.env.OPENAI_API_KEY, 'key')
  const pieces = ['Once ', `the key ${secret.slice(0, 7)}`, `${secret.slice(7)} was told`, ', and all slept.']
  const chunk = (text: string) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`
  const last = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } })}\n\ndata: [DONE]\n\n`
  bed.server.respond(async () => ({
    raw: { headers: { 'content-type': 'text/event-stream' }, pieces: [...pieces.map(chunk), last] },
    pace: { betweenMs: 1_000 },
  }))
  const runId = await bed.assign('Tell a tale.')
  const other = await bed.assign('Tell another.')
  await bed.until(runId, state => state.steps.length === 1)
  await new Promise(resolve => setTimeout(resolve, 900))
  const late = await watch(runId)
  await vi.waitFor(() => expect(late.frames.map(frame => frame.text).join('')).toContain('slept'), {
    timeout: 45_000,
  })
  const state = await bed.ended(runId)
  const text = late.frames.map(frame => frame.text).join('')
  expect(text).toBe('Once the key [redacted] was told, and all slept.')
  expect(late.frames[0]?.reset).toBe(true)
  expect(late.frames.slice(1).every(frame => frame.reset === undefined)).toBe(true)
  expect(new Set(late.frames.map(frame => frame.callId))).toEqual(
    new Set([state.steps[0]?.attempts[0]?.callId]),
  )
  expect(state.end?.result).toBe(text)
  expect(JSON.stringify(await bed.events(runId))).not.toContain(secret)
  await bed.ended(other)
  await worker.stop()
  late.leave()
})

test('R22: who comes second, while the answer stands still, sees what the first one sees', async () => {
  const worker = await bed.startWorker()
  const said = 'Once upon a time, far out on the reef'
  let goOn = (): void => undefined
  const stands = new Promise<void>(resolve => {
    goOn = resolve
  })
  bed.server.respond(() => ({
    reply: { text: said, pieceLength: 4 },
    pace: { hold: { afterPieces: 6, until: stands } },
  }))
  const runId = await bed.assign('Tell a tale.')
  const first = await watch(runId)
  const seen = ({ frames }: StreamReading): string =>
    frames.reduce((text, frame) => (frame.reset ? frame.text : text + frame.text), '')
  await vi.waitFor(() => expect(seen(first).length).toBeGreaterThan(3), { timeout: 15_000 })
  const second = await watch(runId)
  await vi.waitFor(() => expect(seen(second)).toBe(seen(first)), { timeout: 15_000 })
  goOn()
  expect((await bed.ended(runId)).end?.result).toBe(said)
  for (const reading of [first, second]) reading.leave()
  await worker.stop()
})

test('frames are sent for watched runs alone', async () => {
  const worker = await bed.startWorker()
  const heard: string[] = []
  const listener = await openListener({
    connectionString: bed.url,
    channels: ['reef_frame'],
    onNotice: (_, payload) => heard.push((JSON.parse(payload) as { runId: string }).runId),
  })
  bed.server.respond(() => ({
    reply: { text: 'Some words to be shown. '.repeat(40) },
    pace: { betweenMs: 20 },
  }))
  const unwatched = await bed.assign('Speak unheard.')
  const watched = await bed.assign('Speak.')
  const reading = await watch(watched)
  await Promise.all([bed.ended(unwatched), bed.ended(watched)])
  await vi.waitFor(() => expect(heard).toContain(watched), { timeout: 45_000 })
  expect(heard).not.toContain(unwatched)
  reading.leave()
  await listener.close()
  await worker.stop()
})

test('WEB-5: the stream of a member who was removed ends within 10 s', async () => {
  const runId = await bed.assign('Be watched.')
  const reading = await watch(runId)
  await vi.waitFor(() => expect(reading.events.length).toBeGreaterThan(0), { timeout: 45_000 })
  const removedAt = Date.now()
  await bed.db.member.delete({ where: { id: person.memberId } })
  await reading.ended
  const took = Date.now() - removedAt
  console.info(`removed member: stream closed after ${took} ms`)
  expect(took).toBeLessThan(10_000)
  await commandRun(bed.actor, runId, { type: 'stop' })
})
