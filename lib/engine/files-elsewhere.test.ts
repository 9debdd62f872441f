import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readFile, writeFile } from '../files/repository'
import { type S3Server, startS3Server } from '../files/testing/s3-server'
import { sha256 } from '../shared/hash'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, script } from './testing/scripted-answers'
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process'

vi.setConfig({ testTimeout: 120_000 })

const keys = { region: 'us-east-1', accessKeyId: 'AKEXAMPLE', secretAccessKey: 'secret' }

let bed: EngineBed
let server: S3Server
let worker: WorkerProcess
beforeAll(async () => {
  server = await startS3Server('bucket', keys)
  process.env.REEF_FILES_URL = 's3://bucket/reef'
  process.env.AWS_ENDPOINT_URL = server.url
  process.env.AWS_ACCESS_KEY_ID = keys.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = keys.secretAccessKey
  bed = await openEngineBed()
  // A process of its own: nothing that this one has in its memory helps it.
  worker = await startWorkerProcess(bed.db)
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exited
  await bed.close()
  await server.close()
})

/** Bytes as they were stored before there was a store. */
async function storeInDatabase(bytes: Buffer<ArrayBuffer>): Promise<string> {
  const hash = sha256(bytes)
  await bed.db.file.create({ data: { hash, size: bytes.byteLength, bytes } })
  await bed.db.workspaceFile.create({ data: { hash, workspaceId: bed.actor.workspaceId } })
  return hash
}

test('files lie in the store, those of before stay readable, and a run uses both', async () => {
  const old = await storeInDatabase(Buffer.from('old\n'))
  bed.server.respond(script(bash('cat old.txt new.txt > both.txt; cat both.txt')))
  const runId = await bed.assign('Join.', {
    files: [
      { path: 'old.txt', hash: old },
      { path: 'new.txt', content: 'new\n' },
    ],
  })
  const state = await bed.ended(runId)
  expect(Object.values(state.toolCalls)[0]?.output).toBe('old\nnew\n'.trim())
  const both = state.files['both.txt']?.hash ?? ''
  expect(both).toBe(sha256(Buffer.from('old\nnew\n')))
  expect(Buffer.from(await readFile(bed.actor, both)).toString()).toBe('old\nnew\n')
  const rows = await bed.db.file.findMany({
    where: { hash: { in: [old, both] } },
    select: { hash: true, size: true, bytes: true },
  })
  expect(new Map(rows.map(row => [row.hash, [row.size, row.bytes === null]]))).toEqual(
    new Map([
      [old, [4, false]],
      [both, [8, true]],
    ]),
  )
  expect(server.objects.has(`reef/${both.slice(0, 2)}/${both}`)).toBe(true)
})

test('the same bytes travel once', async () => {
  const bytes = Buffer.from('the same bytes')
  await writeFile(bed.db, bed.actor.workspaceId, bytes)
  const before = server.answers.length
  await writeFile(bed.db, bed.actor.workspaceId, bytes)
  expect(server.answers.length).toBe(before)
})

test('R92: a store that fails is weather: the run waits, says why, and goes on; nothing ran twice', async () => {
  bed.server.respond(script(bash('echo one >> log.txt'), bash('echo two >> log.txt; cat log.txt')))
  server.trouble = 503
  const runId = await bed.assign('Log.')
  const waiting = await bed.until(runId, state => state.status === 'waiting')
  expect([waiting.waiting?.for, waiting.waiting?.reason, waiting.breaks]).toEqual([
    'retry',
    'Files cannot be reached: the store answered 503 (SlowDown). It is tried again.',
    undefined,
  ])
  await expect(writeFile(bed.db, bed.actor.workspaceId, Buffer.from('while it is down'))).rejects.toThrow(
    'Files cannot be reached',
  )
  server.trouble = null
  const state = await bed.until(runId, ({ status }) => status === 'succeeded')
  expect(Object.values(state.toolCalls).map(call => [call.output, call.isError])).toEqual([
    ['(no output)', false],
    ['one\ntwo', false],
  ])
})
