import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { startModelServer } from '../engine/testing/model-server'
import { compileRedactor } from '../shared/redact'
import { checkProvider, connectProvider, updateProvider } from './connect-provider'
import { getProvider, listProviders, openProvider, providerSecrets, removeProvider } from './repository'
import { key, models, openProviderBed, type ProviderBed } from './testing/provider-bed'

let bed: ProviderBed
let owner: Actor
let stranger: Actor

beforeAll(async () => {
  bed = await openProviderBed()
})
afterAll(() => bed.close())
beforeEach(async () => {
  owner = await bed.newActor()
  stranger = await bed.newActor()
  bed.reset()
})

const connect = (actor = owner) => bed.connect(actor)

describe('connecting', () => {
  test('asks for the models and shows everything but the key', async () => {
    const provider = await connect()
    expect(provider).toEqual({
      id: expect.stringMatching(/^provider_/),
      vendor: 'openai-compatible',
      name: 'Lab',
      baseUrl: `${bed.server.url}/v1`,
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
    bed.server.respond(() => ({ raw: { status: 401, pieces: ['{}'] } }))
    await expect(connect()).rejects.toMatchObject({
      code: 'provider-problem',
      message: `${bed.server.url.slice(7)} refused the API key (401).`,
      details: { problem: 'key-refused' },
    })
    expect(await getDatabase().provider.count({ where: { workspaceId: owner.workspaceId } })).toBe(0)
  })

  test('an endpoint that is only down is stored with its problem', async () => {
    bed.server.respond(() => ({ raw: { status: 503, pieces: [] } }))
    expect(await connect()).toMatchObject({
      status: 'failing',
      problem: expect.stringContaining('is failing (503)'),
      models: [],
    })
  })

  test('an endpoint without a list is taken when the person says so', async () => {
    bed.server.respond(() => ({ raw: { status: 404, pieces: [] } }))
    const input = { vendor: 'openai-compatible', name: 'Bare', baseUrl: bed.server.url } as const
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
    const before = bed.server.exchanges.length
    expect(await updateProvider(owner, id, { name: 'Cellar' })).toMatchObject({
      name: 'Cellar',
      last4: '7890',
      status: 'working',
    })
    expect(bed.server.exchanges.length).toBe(before)
    await updateProvider(owner, id, { apiKey: 'sk-other-0987654321' })
    expect(bed.server.exchanges.at(-1)?.headers.authorization).toBe('Bearer sk-other-0987654321')
    bed.server.respond(() => ({ raw: { status: 401, pieces: [] } }))
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
    bed.server.respond(() => ({ raw: { status: 429, pieces: [] } }))
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
