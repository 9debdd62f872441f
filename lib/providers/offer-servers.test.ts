// Servers on this machine, as Settings offers them: real servers on loopback, a real database.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../accounts/actor'
import { getDatabase, openDatabase, setDatabase } from '../db/client'
import { createTestDatabase, type TestDatabase } from '../db/testing'
import { type ModelServer, startModelServer } from '../engine/testing/model-server'
import { newId } from '../shared/id'
import { connectProvider } from './connect-provider'
import { offerServers } from './offer-servers'
import { closeProviderConnections } from './provider-fetch'

let database: TestDatabase
let ollama: ModelServer
let vllm: ModelServer
let website: ModelServer
let admin: Actor

beforeAll(async () => {
  process.env.REEF_ENCRYPTION_KEY = randomBytes(32).toString('base64')
  ollama = await startModelServer(({ path }) => ({
    raw:
      path === '/api/tags' ? { pieces: ['{"models":[{"name":"qwen3:8b"}]}'] } : { status: 404, pieces: [] },
  }))
  vllm = await startModelServer(() => ({ raw: { pieces: ['{"data":[{"id":"glm"}]}'] } }))
  website = await startModelServer(() => ({ raw: { pieces: ['<html>'] } }))
  database = await createTestDatabase()
  setDatabase(openDatabase(database.url, 3))
  const workspaceId = newId('workspace')
  await getDatabase().workspace.create({
    data: { id: workspaceId, name: 'Reef', slug: workspaceId, createdAt: new Date() },
  })
  admin = { kind: 'person', id: 'user_1', name: 'Ada', workspaceId, memberId: 'member_1', role: 'admin' }
})
afterAll(async () => {
  await closeProviderConnections()
  await getDatabase().$disconnect()
  setDatabase(undefined)
  await database.drop()
  await Promise.all([ollama, vllm, website].map(server => server.close()))
})

async function closedPort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(done => probe.listen(0, '127.0.0.1', done))
  const address = probe.address()
  await new Promise(done => probe.close(done))
  return typeof address === 'object' && address ? address.port : 1
}

test('those that answer as model servers are offered until they are connected', async () => {
  const candidates = [
    { vendor: 'ollama', label: 'Ollama', baseUrl: ollama.url },
    { vendor: 'openai-compatible', label: 'vLLM', baseUrl: `${vllm.url}/v1` },
    { vendor: 'openai-compatible', label: 'A website', baseUrl: `${website.url}/v1` },
    { vendor: 'openai-compatible', label: 'Nothing', baseUrl: `http://127.0.0.1:${await closedPort()}/v1` },
  ] as const
  expect(await offerServers(admin, { candidates, timeoutMs: 5000 })).toEqual({
    servers: [
      { ...candidates[0], models: [{ id: 'qwen3:8b' }] },
      { ...candidates[1], models: [{ id: 'glm' }] },
    ],
  })
  await connectProvider(admin, {
    vendor: 'openai-compatible',
    baseUrl: vllm.url.replace('127.0.0.1', 'localhost'),
  })
  expect(
    (await offerServers(admin, { candidates, timeoutMs: 5000 })).servers.map(server => server.label),
  ).toEqual(['Ollama'])
})

test('members are not told what runs on the machine', async () => {
  await expect(offerServers({ ...admin, role: 'member' })).rejects.toMatchObject({ code: 'forbidden' })
})
