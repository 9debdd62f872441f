import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../accounts/actor'
import { getDatabase, openDatabase, setDatabase } from '../db/client'
import { createTestDatabase, type TestDatabase } from '../db/testing'
import { callModel } from '../engine/model'
import { type ModelServer, startModelServer } from '../engine/testing/model-server'
import { newId } from '../shared/id'
import { compileRedactor } from '../shared/redact'
import { noUsage } from '../usage/rules'
import { chooseModel } from './choose-model'
import { checkProvider, connectProvider, updateProvider } from './connect-provider'
import { closeProviderConnections } from './provider-fetch'
import { getProvider, listProviders, openProvider, providerSecrets, removeProvider } from './repository'
import { resolveModel } from './resolve-model'

let database: TestDatabase
let server: ModelServer
let owner: Actor
let stranger: Actor

const models = { data: [{ id: 'big-model', max_model_len: 65536 }, { id: 'small-model' }] }
const key = 'sk-local-1234567890'

beforeAll(async () => {
  process.env.REEF_ENCRYPTION_KEY = randomBytes(32).toString('base64')
  server = await startModelServer()
  process.env.ANTHROPIC_API_KEY = 'ant-key-from-environment'
  process.env.ANTHROPIC_BASE_URL = server.url
  process.env.REEF_MODEL = 'anthropic:claude-opus-5'
  database = await createTestDatabase()
  setDatabase(openDatabase(database.url, 3))
})
afterAll(async () => {
  await closeProviderConnections()
  await getDatabase().$disconnect()
  setDatabase(undefined)
  await database.drop()
  await server.close()
})
beforeEach(async () => {
  owner = await newActor()
  stranger = await newActor()
  server.respond(exchange =>
    exchange.path.includes('/models')
      ? { raw: { pieces: [JSON.stringify(models)] } }
      : { reply: { text: 'hello' } },
  )
})

async function newActor(): Promise<Actor> {
  const workspaceId = newId('workspace')
  await getDatabase().workspace.create({
    data: { id: workspaceId, name: 'Reef', slug: workspaceId, createdAt: new Date() },
  })
  return { kind: 'person', id: 'user_1', name: 'Ada', workspaceId, memberId: 'member_1', role: 'owner' }
}

const connect = (actor = owner) =>
  connectProvider(actor, { vendor: 'openai-compatible', name: 'Lab', baseUrl: `${server.url}/`, apiKey: key })

describe('connecting', () => {
  test('asks for the models and shows everything but the key', async () => {
    const provider = await connect()
    expect(provider).toEqual({
      id: expect.stringMatching(/^provider_/),
      vendor: 'openai-compatible',
      name: 'Lab',
      baseUrl: `${server.url}/v1`,
      last4: '7890',
      origin: 'settings',
      variables: [],
      models: [{ id: 'big-model', contextTokens: 65536 }, { id: 'small-model' }],
      status: 'working',
      problem: null,
      checkedAt: expect.any(String),
    })
    expect(await listProviders(owner)).toMatchObject([
      provider,
      { id: 'environment:anthropic', name: 'anthropic', origin: 'environment', last4: 'ment' },
    ])
  })

  test('keeps the key sealed in the database', async () => {
    const provider = await connect()
    const row = await getDatabase().provider.findUniqueOrThrow({ where: { id: provider.id } })
    expect(row.secret).toMatch(/^v1\.[0-9a-f]{8}\./)
    expect(JSON.stringify(row)).not.toContain(key)
    expect(await openProvider(owner.workspaceId, provider.id)).toMatchObject({ apiKey: key })
    expect(await providerSecrets(owner.workspaceId)).toEqual([
      key,
      'ant-key-from-environment',
      process.env.REEF_ENCRYPTION_KEY,
    ])
  })

  test('redaction knows the key in every form', async () => {
    await connect()
    const { redact } = compileRedactor(await providerSecrets(owner.workspaceId))
    const leak = `${key} ${Buffer.from(`Bearer ${key}`).toString('base64')} ${process.env.ANTHROPIC_API_KEY}`
    expect(redact(leak)).toMatch(/^\[redacted\] \S*\[redacted\]\S* \[redacted\]$/)
  })

  test('a sealed key does not open in another record', async () => {
    const [one, two] = [await connect(), await connect(stranger)]
    const { secret } = await getDatabase().provider.findUniqueOrThrow({ where: { id: one.id } })
    await getDatabase().provider.update({ where: { id: two.id }, data: { secret } })
    await expect(openProvider(stranger.workspaceId, two.id)).rejects.toThrow('it was changed or moved')
  })

  test('a refused key is said and not stored', async () => {
    server.respond(() => ({ raw: { status: 401, pieces: ['{}'] } }))
    await expect(connect()).rejects.toMatchObject({
      code: 'provider-problem',
      message: `${server.url.slice(7)} refused the API key (401).`,
      details: { problem: 'key-refused' },
    })
    expect(await getDatabase().provider.count({ where: { workspaceId: owner.workspaceId } })).toBe(0)
  })

  test('an endpoint that is only down is stored with its problem', async () => {
    server.respond(() => ({ raw: { status: 503, pieces: [] } }))
    expect(await connect()).toMatchObject({
      status: 'failing',
      problem: expect.stringContaining('is failing (503)'),
      models: [],
    })
  })

  test('an endpoint without a list is taken when the person says so', async () => {
    server.respond(() => ({ raw: { status: 404, pieces: [] } }))
    const input = { vendor: 'openai-compatible', name: 'Bare', baseUrl: server.url } as const
    await expect(connectProvider(owner, input)).rejects.toMatchObject({
      details: { problem: 'wrong-address' },
    })
    expect(await connectProvider(owner, { ...input, unchecked: true })).toMatchObject({
      status: 'unchecked',
      models: [],
      last4: null,
    })
  })

  test('a name is taken once in a workspace', async () => {
    await connect()
    await expect(connect()).rejects.toMatchObject({ code: 'conflict' })
    await expect(connect(stranger)).resolves.toMatchObject({ name: 'Lab' })
  })
})

describe('changing', () => {
  test('a new key is tried first; a name alone asks nobody', async () => {
    const { id } = await connect()
    const before = server.exchanges.length
    expect(await updateProvider(owner, id, { name: 'Cellar' })).toMatchObject({
      name: 'Cellar',
      last4: '7890',
      status: 'working',
    })
    expect(server.exchanges.length).toBe(before)
    await updateProvider(owner, id, { apiKey: 'sk-other-0987654321' })
    expect(server.exchanges.at(-1)?.headers.authorization).toBe('Bearer sk-other-0987654321')
    server.respond(() => ({ raw: { status: 401, pieces: [] } }))
    await expect(updateProvider(owner, id, { apiKey: 'wrong' })).rejects.toMatchObject({
      code: 'provider-problem',
    })
    expect(await getProvider(owner, id)).toMatchObject({ last4: '4321', status: 'working' })
  })

  test('a key never goes to a new address that was given without one', async () => {
    const { id } = await connect()
    const elsewhere = await startModelServer(() => ({ raw: { pieces: [JSON.stringify(models)] } }))
    await updateProvider(owner, id, { baseUrl: elsewhere.url })
    expect(elsewhere.exchanges.map(exchange => exchange.headers.authorization)).toEqual([undefined])
    expect(await getProvider(owner, id)).toMatchObject({ last4: null, baseUrl: `${elsewhere.url}/v1` })
    await elsewhere.close()
  })

  test('checking again stores what was found', async () => {
    const { id } = await connect()
    server.respond(() => ({ raw: { status: 429, pieces: [] } }))
    expect(await checkProvider(owner, id)).toMatchObject({
      status: 'failing',
      models: [{ id: 'big-model' }, { id: 'small-model' }],
    })
  })

  test('the environment’s providers can be checked but not changed', async () => {
    expect(await checkProvider(owner, 'environment:anthropic')).toMatchObject({
      status: 'working',
      models: [{}, {}],
    })
    await expect(updateProvider(owner, 'environment:anthropic', { name: 'x' })).rejects.toMatchObject({
      code: 'refused',
    })
    await expect(removeProvider(owner, 'environment:anthropic')).rejects.toMatchObject({ code: 'refused' })
  })
})

describe('who may', () => {
  test('a foreign provider is not there', async () => {
    const { id } = await connect()
    for (const attempt of [
      () => getProvider(stranger, id),
      () => removeProvider(stranger, id),
      () => updateProvider(stranger, id, { name: 'x' }),
      () => checkProvider(stranger, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not-found' })
    expect(await openProvider(stranger.workspaceId, id)).toBeNull()
  })

  test('members see providers and do not change them', async () => {
    const { id } = await connect()
    const member: Actor = { ...owner, role: 'member' }
    expect(await getProvider(member, id)).toMatchObject({ name: 'Lab' })
    for (const attempt of [
      () => connect(member),
      () => updateProvider(member, id, { name: 'x' }),
      () => removeProvider(member, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('choosing and calling', () => {
  test('by the provider’s name, whatever its case', async () => {
    const { id } = await connect()
    expect(await chooseModel(owner.workspaceId, 'lab:big-model')).toEqual({
      spec: 'Lab:big-model',
      vendor: 'openai-compatible',
      providerId: id,
      modelId: 'big-model',
      scripted: false,
      contextTokens: 65536,
    })
  })

  test('nothing named: REEF_MODEL, on the environment’s provider', async () => {
    const model = await chooseModel(owner.workspaceId, null)
    expect(model).toEqual({
      spec: 'anthropic:claude-opus-5',
      vendor: 'anthropic',
      providerId: null,
      modelId: 'claude-opus-5',
      scripted: false,
      contextTokens: 1_000_000,
    })
    const resolution = model && (await resolveModel(owner.workspaceId, model))
    if (!resolution?.ok) throw new Error('not resolved')
    const outcome = await callModel(resolution.model.handle, {
      instructions: 'x',
      tools: [],
      messages: [{ role: 'user', text: 'hi' }],
    })
    expect(outcome).toMatchObject({ ok: true, parts: [{ text: 'hello' }] })
    expect(server.exchanges.at(-1)).toMatchObject({
      path: '/v1/messages',
      headers: { 'x-api-key': 'ant-key-from-environment' },
    })
    const cost = resolution.model.priceOf({ ...noUsage, inputFresh: 1000 }, new Date('2026-11-02T12:00:00Z'))
    expect(cost).toMatchObject({ micros: 5000, price: { model: 'claude-opus-5' }, reportedMicros: null })
  })

  test.each([
    ['gpt-5', '"gpt-5" is no model: write provider:model, for instance openai:gpt-5.'],
    ['nowhere:x', 'There is no provider named "nowhere".'],
    ['openai:gpt-5', 'openai is not connected. Connect it in Settings, or name its key in the environment.'],
    [
      'Lab:huge-model',
      'Lab has no model "huge-model". It has big-model, small-model. If it is new, check the provider again.',
    ],
    ['demo:nothing', 'There is no demo named "nothing".'],
  ])('%s is refused in words', async (spec, message) => {
    await connect()
    await expect(chooseModel(owner.workspaceId, spec)).rejects.toMatchObject({
      code: 'invalid-input',
      message,
    })
  })

  test('the demo is a model without a provider', async () => {
    const model = await chooseModel(owner.workspaceId, 'demo:penguins')
    expect(model).toMatchObject({ vendor: 'demo', providerId: null, scripted: true })
    expect(model && (await resolveModel(owner.workspaceId, model))).toMatchObject({
      ok: true,
      model: { handle: { kind: 'scripted' } },
    })
  })

  test('a removed provider stops a run with a reason it can recover from', async () => {
    const { id } = await connect()
    const model = await chooseModel(owner.workspaceId, 'Lab:big-model')
    await removeProvider(owner, id)
    expect(model && (await resolveModel(owner.workspaceId, model))).toEqual({
      ok: false,
      error: {
        code: 'credentials',
        message: 'The provider of Lab:big-model was removed. Connect it again, or choose another model.',
        retryable: false,
      },
    })
  })
})
