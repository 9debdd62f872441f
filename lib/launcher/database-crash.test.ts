// The database is killed under a worker at work: both come back, and the run goes on by itself.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { resolveActor } from '../accounts/session'
import { addPerson } from '../accounts/testing/installation'
import { applyMigrations, readMigrations } from '../db/migrate'
import { startPostgres } from '../db/postgres-server'
import { openEngineBed } from '../engine/testing/engine-bed'
import { closeRunHub } from '../runs/hub'
import { loadRunState } from '../runs/log/repository'
import type { RunState } from '../runs/run-state'
import { streamRun } from '../runs/stream'
import { readStream } from '../runs/testing/read-stream'
import { assertPresent } from '../shared/assert'
import { Supervised } from './supervised'

const root = join(import.meta.dirname, '..', '..')
const migrations = join(root, 'prisma', 'migrations')

test('the database is killed in the middle of a run, twice: nothing is lost and nobody has to help', async () => {
  const home = mkdtempSync(join(tmpdir(), 'reef-crash-'))
  chmodSync(home, 0o711)
  // Not disposable: a commit has to be on disk before it is told.
  const folder = join(home, 'postgres')
  let postgres = await startPostgres({ folder })
  const url = postgres.url('postgres')
  await applyMigrations(url, readMigrations(migrations))
  const bed = await openEngineBed({ url, drop: async () => undefined })
  const worker = new Supervised({
    name: 'worker',
    command: ['build/worker.mjs'],
    environment: process.env,
    cwd: root,
    log: join(home, 'worker.log'),
    onStart: () => undefined,
    onCrash: () => undefined,
    onChange: () => undefined,
  })
  const person = await addPerson(bed.actor.workspaceId, 'member')
  const headers = { cookie: person.cookie }
  const actor = assertPresent(await resolveActor(new Request('http://x', { headers })), 'actor')

  const commands = [
    'echo 1 >> log.txt',
    'sleep 3; echo 2 >> log.txt',
    'sleep 3; echo 3 >> log.txt; cat log.txt',
  ]
  bed.server.respond(({ body }) => {
    const { messages } = body as { messages: { role: string }[] }
    const command = commands[messages.filter(message => message.role === 'tool').length]
    return { reply: command ? { toolCalls: [{ name: 'bash', input: { command } }] } : { text: 'Done.' } }
  })
  const state = async (runId: string): Promise<RunState | null> =>
    await loadRunState(bed.db, runId).catch(() => null)
  const reaches = (runId: string, wanted: (state: RunState) => boolean) =>
    vi.waitFor(
      async () => {
        const found = await state(runId)
        if (!found || !wanted(found)) throw new Error(`The run is ${found?.status} at ${found?.seq}`)
        return found
      },
      { timeout: 40_000, interval: 50 },
    )

  const runId = await bed.assign('Count to three.')
  const abort = new AbortController()
  const request = new Request('http://localhost/stream', { headers, signal: abort.signal })
  const reading = readStream(await streamRun(request, actor, runId, 0), abort)

  for (const step of [2, 3]) {
    await reaches(runId, ({ toolCalls, steps }) => {
      const open = Object.values(toolCalls).some(call => call.status === 'started')
      return steps.length === step && open
    })
    const ended = new Promise(resolve => postgres.process.once('exit', resolve))
    process.kill(postgres.process.pid ?? 0, 'SIGKILL')
    await ended
    await new Promise(resolve => setTimeout(resolve, 1_000))
    postgres = await startPostgres({ folder, port: postgres.port })
    const backAt = Date.now()
    const claimed = await reaches(runId, found => Date.parse(found.claimedAt ?? '') > backAt)
    const took = Date.parse(claimed.claimedAt ?? '') - backAt
    console.info(`database killed at step ${step}: taken up ${took} ms after it was back`)
    expect(took).toBeLessThan(10_000)
  }
  const ended = await reaches(runId, ({ status }) => status === 'succeeded')
  expect(Object.values(ended.toolCalls).at(-1)?.output).toBe('1\n2\n3')
  const events = await bed.events(runId)
  expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
  // The open stream of somebody who watched all along has every event, once.
  await vi.waitFor(() => expect(reading.events).toEqual(events), { timeout: 45_000 })
  // And the next task goes as ever: the sender's queue has come back too.
  bed.server.respond(() => ({ reply: { text: 'Fine.' } }))
  expect((await bed.ended(await bed.assign('Another.'))).end?.result).toBe('Fine.')

  reading.leave()
  await worker.stop()
  await closeRunHub()
  await bed.close()
  await postgres.stop()
  rmSync(home, { recursive: true, force: true })
}, 120_000)
