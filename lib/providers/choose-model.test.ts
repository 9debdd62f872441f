import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../accounts/actor'
import { callModel } from '../engine/model'
import { noUsage } from '../usage/rules'
import { chooseModel } from './choose-model'
import { removeProvider } from './repository'
import { resolveModel } from './resolve-model'
import { openProviderBed, type ProviderBed } from './testing/provider-bed'

let bed: ProviderBed
let owner: Actor

beforeAll(async () => {
  bed = await openProviderBed()
})
afterAll(() => bed.close())
beforeEach(async () => {
  owner = await bed.newActor()
  bed.reset()
})

const connect = (actor = owner) => bed.connect(actor)

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
      sees: ['image', 'pdf'],
    })
    const resolution = model && (await resolveModel(owner.workspaceId, model))
    if (!resolution?.ok) throw new Error('not resolved')
    const outcome = await callModel(resolution.model.handle, {
      instructions: 'x',
      tools: [],
      messages: [{ role: 'user', text: 'hi' }],
    })
    expect(outcome).toMatchObject({ ok: true, parts: [{ text: 'hello' }] })
    expect(bed.server.exchanges.at(-1)).toMatchObject({
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
