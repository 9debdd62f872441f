// The routes of providers and models, with a real database and a real server at the other end.
import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addPerson,
  addWorkspace,
  call,
  openTestInstallation,
  type TestPerson,
} from '@/lib/accounts/testing/installation'
import { installDefaultAgent } from '@/lib/agents/repository'
import { getDatabase } from '@/lib/db/client'
import { inTransaction } from '@/lib/db/transaction'
import { type ModelServer, startModelServer } from '@/lib/engine/testing/model-server'
import { closeProviderConnections } from '@/lib/providers/provider-fetch'
import * as standard from '../models/default/route'
import * as models from '../models/route'
import * as check from './[providerId]/check/route'
import * as one from './[providerId]/route'
import * as discover from './discover/route'
import * as providers from './route'
import * as trial from './test/route'

const key = 'sk-secret-key-of-the-lab-4242'
const list = JSON.stringify({ data: [{ id: 'big', max_model_len: 65536 }, { id: 'small' }] })

let close: () => Promise<void>
let server: ModelServer
let admin: TestPerson
let member: TestPerson
let foreigner: TestPerson

beforeAll(async () => {
  process.env.REEF_DISCOVER = 'off'
  server = await startModelServer()
  close = await openTestInstallation()
  const workspaceId = await newWorkspace('Coral')
  admin = await addPerson(workspaceId, 'admin')
  member = await addPerson(workspaceId, 'member')
  foreigner = await addPerson(await newWorkspace('Elsewhere'), 'owner', 'foreigner')
})
afterAll(async () => {
  await closeProviderConnections()
  await close()
  await server.close()
})
beforeEach(async () => {
  await getDatabase().provider.deleteMany()
  await getDatabase().agent.updateMany({ data: { model: null } })
  answer({ pieces: [list] })
})

async function newWorkspace(name: string): Promise<string> {
  const workspaceId = await addWorkspace(name)
  await inTransaction(tx => installDefaultAgent(tx, workspaceId))
  return workspaceId
}

function answer(raw: { status?: number; pieces?: string[]; ending?: 'hang' }) {
  server.respond(({ headers }) =>
    headers.authorization === `Bearer ${key}`
      ? { raw: { pieces: [], ...raw } }
      : {
          raw: {
            status: 401,
            pieces: [`{"error":{"message":"Incorrect API key: ${headers.authorization}"}}`],
          },
        },
  )
}

const lab = () => ({ vendor: 'openai-compatible', name: 'Lab', baseUrl: server.url, apiKey: key })

async function send(
  handler: Parameters<typeof call>[0],
  path: string,
  options: Parameters<typeof call>[2] & { as?: TestPerson } = {},
) {
  const { as = admin, ...rest } = options
  const response = await call(handler, `/api/v1${path}`, { cookie: as.cookie, ...rest })
  const text = await response.text()
  expect(text).not.toContain(key)
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

const connect = (body: object = lab(), as = admin) =>
  send(providers.POST, '/providers', { method: 'POST', body, as })
const tryOut = (body: object) => send(trial.POST, '/providers/test', { method: 'POST', body })
const at = (providerId: string) => ({ params: { providerId } })

async function closedPort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(done => probe.listen(0, '127.0.0.1', done))
  const address = probe.address()
  await new Promise(done => probe.close(done))
  return typeof address === 'object' && address ? address.port : 1
}

describe('trying a key', () => {
  test('a good one lists the models and keeps nothing', async () => {
    const { status, body } = await tryOut({ ...lab(), name: undefined })
    expect({ status, body }).toEqual({
      status: 200,
      body: { ok: true, models: [{ id: 'big', contextTokens: 65536 }, { id: 'small' }] },
    })
    expect(await getDatabase().provider.count({ where: { workspaceId: admin.workspaceId } })).toBe(0)
  })

  test.each([
    ['a wrong key', { apiKey: 'sk-wrong-0987654321' }, {}, 'key-refused', 'refused the API key (401)'],
    ['403', {}, { status: 403 }, 'not-allowed', '(403)'],
    ['404', {}, { status: 404 }, 'wrong-address', 'no model list at this address (404)'],
    ['429', {}, { status: 429 }, 'quota', '(429)'],
    ['500', {}, { status: 500 }, 'failing', '(500)'],
    [
      'something that is not JSON',
      {},
      { pieces: ['<html>Welcome'] },
      'not-understood',
      'not with a list of models',
    ],
    ['a metadata address', { baseUrl: 'http://169.254.169.254/v1' }, {}, 'wrong-address', 'metadata service'],
    ['no address', { baseUrl: undefined }, {}, 'wrong-address', 'Give the address'],
  ])('%s is named', async (_, change, raw, problem, words) => {
    answer(raw)
    const { name, ...access } = lab()
    const { status, body } = await tryOut({ ...access, ...change })
    expect(status).toBe(200)
    expect(body).toEqual({ ok: false, problem, message: expect.stringContaining(words) })
    expect(JSON.stringify(body)).not.toContain('sk-wrong')
  })

  test('a port where nobody listens is named', async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}`
    const { body } = await tryOut({ vendor: 'openai-compatible', baseUrl })
    expect(body).toMatchObject({
      ok: false,
      problem: 'unreachable',
      message: expect.stringContaining('refused'),
    })
  })

  test('a server that never ends its answer is given up', async () => {
    answer({ pieces: ['{"data": ['], ending: 'hang' })
    const { name, ...access } = lab()
    const { body } = await tryOut(access)
    expect(body).toMatchObject({ ok: false, problem: 'timeout', message: expect.stringContaining('8 s') })
  })

  test.each([
    ['an unknown vendor', { vendor: 'nobody' }],
    ['the demo', { vendor: 'demo' }],
    ['a key with a line break in it', { vendor: 'openai', apiKey: 'sk-one\nsk-two' }],
    ['an extra field', { vendor: 'openai', apiKey: 'sk-one', more: 1 }],
  ])('%s is refused', async (_, body) => {
    expect(await tryOut(body)).toMatchObject({ status: 400, body: { error: { code: 'invalid-input' } } })
  })
})

describe('a provider', () => {
  test('is connected, shown with four characters of its key, and sealed in the database', async () => {
    const made = await connect()
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'Lab', last4: '4242', status: 'working', origin: 'settings' })
    expect((await send(providers.GET, '/providers', { as: member })).body).toEqual({ providers: [made.body] })
    expect((await send(one.GET, `/providers/${made.body.id}`, at(made.body.id))).body).toEqual(made.body)
    const row = await getDatabase().provider.findUniqueOrThrow({ where: { id: made.body.id } })
    expect(JSON.stringify(row)).not.toContain(key)
    expect(JSON.stringify(row)).not.toContain(Buffer.from(key).toString('base64').slice(0, 16))
  })

  test('with a wrong key is refused with the cause, and not stored', async () => {
    const { status, body } = await connect({ ...lab(), apiKey: 'sk-wrong-0987654321' })
    expect(status).toBe(502)
    expect(body.error).toMatchObject({ code: 'provider-problem', details: { problem: 'key-refused' } })
    expect(JSON.stringify(body)).not.toContain('sk-wrong')
    expect((await send(providers.GET, '/providers')).body).toEqual({ providers: [] })
  })

  test('is checked again, and keeps its models while it is down', async () => {
    const { id } = (await connect()).body
    answer({ status: 503 })
    const checked = await send(check.POST, `/providers/${id}/check`, { method: 'POST', ...at(id) })
    expect(checked.body).toMatchObject({
      status: 'failing',
      problem: expect.stringContaining('(503)'),
      models: [{ id: 'big' }, { id: 'small' }],
    })
    expect((await send(one.GET, `/providers/${id}`, at(id))).body).toEqual(checked.body)
  })

  test('takes its agents along to a new name, and leaves them without a model when it is removed', async () => {
    const { id } = (await connect()).body
    await send(standard.PUT, '/models/default', { method: 'PUT', body: { spec: 'Lab:big' } })
    await send(one.PATCH, `/providers/${id}`, { method: 'PATCH', body: { name: 'Cellar' }, ...at(id) })
    expect((await send(models.GET, '/models')).body.default).toBe('Cellar:big')
    const removed = await send(one.DELETE, `/providers/${id}`, { method: 'DELETE', ...at(id) })
    expect(removed.status).toBe(204)
    expect((await send(models.GET, '/models')).body).toEqual({
      models: [],
      default: null,
      defaultProblem: null,
    })
    expect((await send(one.GET, `/providers/${id}`, at(id))).status).toBe(404)
  })

  test('is read by members and changed by admins only; elsewhere it is not there', async () => {
    const { id } = (await connect()).body
    const path = `/providers/${id}`
    const change = { method: 'PATCH', body: { name: 'Mine' }, ...at(id) }
    expect((await send(one.GET, path, { as: member, ...at(id) })).status).toBe(200)
    expect((await send(one.PATCH, path, { as: member, ...change })).status).toBe(403)
    expect((await connect({ ...lab(), name: 'Second' }, member)).status).toBe(403)
    for (const [handler, options] of [
      [one.GET, at(id)],
      [one.PATCH, change],
      [one.DELETE, { method: 'DELETE', ...at(id) }],
      [check.POST, { method: 'POST', ...at(id) }],
    ] as const) {
      expect((await send(handler, path, { as: foreigner, ...options })).status).toBe(404)
    }
    expect((await send(one.GET, path, at(id))).body.name).toBe('Lab')
  })
})

describe('models', () => {
  test('of every provider can be chosen; the default is one of them', async () => {
    await connect()
    const before = await send(models.GET, '/models', { as: member })
    expect(before.body).toEqual({
      models: [
        {
          spec: 'Lab:big',
          label: 'big',
          vendor: 'openai-compatible',
          provider: 'Lab',
          contextTokens: 65536,
          tools: null,
          priced: false,
          scripted: false,
        },
        {
          spec: 'Lab:small',
          label: 'small',
          vendor: 'openai-compatible',
          provider: 'Lab',
          contextTokens: null,
          tools: null,
          priced: false,
          scripted: false,
        },
      ],
      default: null,
      defaultProblem: null,
    })
    const chosen = await send(standard.PUT, '/models/default', { method: 'PUT', body: { spec: 'lab:big' } })
    expect(chosen.body).toEqual({ ...before.body, default: 'Lab:big' })
    const none = await send(standard.PUT, '/models/default', { method: 'PUT', body: { spec: null } })
    expect(none.body).toEqual(before.body)
  })

  test.each([
    ['Lab:huge', 'Lab has no model "huge"'],
    ['Nowhere:x', 'no provider named "Nowhere"'],
    ['demo:penguins', 'the model of an agent'],
    ['nonsense', 'provider:model'],
  ])('%s cannot be the default', async (spec, words) => {
    await connect()
    const { status, body } = await send(standard.PUT, '/models/default', { method: 'PUT', body: { spec } })
    expect(status).toBe(400)
    expect(body.error.message).toContain(words)
  })
})

describe('servers on this machine', () => {
  test('are not looked for when that is turned off', async () => {
    expect((await send(discover.GET, '/providers/discover')).body).toEqual({ servers: [] })
  })
})
