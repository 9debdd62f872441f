import fs from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../lib/db/testing'
import { startModelServer } from '../lib/engine/testing/model-server'
import { ensureBuilt } from './build.mjs'
import {
  descendants,
  removeHome,
  startReef,
  survivors,
  temporaryHome,
  until,
} from './testing/reef-process.mjs'

const homes = [temporaryHome(), temporaryHome()]
const [home, elsewhere] = homes

beforeAll(ensureBuilt, 300_000)
afterAll(() => homes.forEach(removeHome))

/** Answers the first call with a command that takes a while, and the next with the end. */
function script({ body, method }) {
  if (method === 'GET') return { raw: { pieces: ['{"data":[{"id":"test-model"}]}'] } }
  return body.messages.some(message => message.role === 'tool')
    ? { reply: { text: 'Done.', usage: { input: 10, output: 1 } } }
    : { reply: { toolCalls: [{ name: 'bash', input: { command: 'sleep 4; echo slept' } }] } }
}

/** Claims the installation with its link, as the set-up page does. Returns how to post as its owner. */
async function claim(address, link) {
  const post = (route, body, headers = {}) =>
    fetch(`${address}/api/v1${route}`, {
      method: 'POST',
      headers: { origin: address, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const person = {
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery',
    workspaceName: 'Lab',
  }
  const answer = await post('/setup', { ...person, token: link.split('#')[1] })
  const cookie = answer.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')
  return async (route, body) => (await post(route, body, { cookie })).json()
}

test('`npm run worker` joins a running Reef, and goes on with its run when all of the first is killed', async () => {
  const database = await createTestDatabase()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const model = await startModelServer(script)
  const variables = {
    DATABASE_URL: database.url,
    OPENAI_BASE_URL: `${model.url}/v1`,
    OPENAI_API_KEY: 'test-key-of-the-worker',
    REEF_MODEL: 'openai:test-model',
  }
  const workers = async () => (await client.query('SELECT "id" FROM "Worker"')).rows.map(row => row.id)
  const runs = async id =>
    (await client.query('SELECT "status", "workerId", "steps" FROM "Run" WHERE "id" = $1', [id])).rows[0]

  const reef = startReef({ home, variables })
  const { address, link } = await reef.ready()
  const post = await claim(address, link)
  const { run } = await post('/tasks', { instructions: 'Sleep, then say so.' })
  const toolStarted = async () =>
    (await client.query(`SELECT 1 FROM "Event" WHERE "runId" = $1 AND "type" = 'tool-started'`, [run.id]))
      .rowCount
  await until('the command runs', toolStarted)
  const first = (await runs(run.id)).workerId
  expect(await workers()).toEqual([first])

  // A machine of its own: another data folder, and the key handed over as its operator would.
  const key = fs.readFileSync(path.join(home, 'encryption-key'), 'utf8').trim()
  const worker = startReef({
    home: elsewhere,
    variables: { ...variables, REEF_ENCRYPTION_KEY: key },
    program: ['npm', 'run', 'worker'],
  })
  await until('the second worker is there', async () => (await workers()).length === 2)
  const [second] = (await workers()).filter(id => id !== first)
  const killed = [{ pid: reef.pid, command: '' }, ...descendants(reef.pid)]
  for (const { pid } of killed) process.kill(pid, 'SIGKILL')

  const taken = await until('the second worker has the run', async () => {
    const row = await runs(run.id)
    return row.workerId === second && row
  })
  expect(taken.status).toBe('running')
  const ended = await until('the run ends', async () => {
    const row = await runs(run.id)
    return row.status === 'succeeded' && row
  })
  expect(ended.steps).toBe(2)
  const { rows } = await client.query('SELECT "seq" FROM "Event" WHERE "runId" = $1 ORDER BY "seq"', [run.id])
  expect(rows.map(row => row.seq)).toEqual(rows.map((_, index) => index + 1))

  const processes = descendants(worker.pid)
  worker.kill('SIGTERM')
  await worker.ended
  await until('nothing is left', () => survivors(processes).length === 0)
  await client.end()
  await model.close()
  await database.drop()
}, 90_000)
