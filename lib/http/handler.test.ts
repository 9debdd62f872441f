import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  addPerson,
  addWorkspace,
  call,
  openTestInstallation,
  type TestCall,
  type TestPerson,
} from '../accounts/testing/installation'
import { maxJsonBytes } from './body'
import { openRoute, type RouteHandler, route } from './handler'

let close: () => Promise<void>
let ada: TestPerson
let runs = 0

const echo = route({
  summary: 'Echo',
  action: 'task:write',
  body: z.object({ text: z.string() }),
  response: z.object({ text: z.string() }),
  status: 201,
  run: async ({ body }) => {
    runs += 1
    return { ...body, secret: 'not in the response schema' }
  },
})
const read = route({ summary: 'Read', action: 'task:read', run: async () => ({ fine: true }) })
const broken = openRoute({
  summary: 'Broken',
  openBecause: 'Test.',
  run: async () => {
    throw new Error('password=hunter2 at secret-file.ts:12')
  },
})

beforeAll(async () => {
  close = await openTestInstallation()
  ada = await addPerson(await addWorkspace('Coral'), 'owner', 'ada')
})
afterAll(() => close())

async function outcome(handler: RouteHandler, options: TestCall) {
  const before = runs
  const response = await call(handler, '/api/v1/echo', { cookie: ada.cookie, ...options })
  const body = (await response.json()) as { error?: { code: string; message: string } }
  return { status: response.status, code: body.error?.code, ran: runs > before, body, response }
}

const post = (headers: Record<string, string> = {}, body: unknown = { text: 'hello' }) =>
  outcome(echo, { method: 'POST', body, headers })

test('a call of our own page works, and only what the response schema names leaves', async () => {
  const { status, body, response } = await post()
  expect(status).toBe(201)
  expect(body).toEqual({ text: 'hello' })
  expect(response.headers.get('cache-control')).toBe('no-store')
})

describe('where a change comes from (C26)', () => {
  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site, by an old browser', { origin: 'https://evil.example', 'sec-fetch-site': '' }],
    ['another port of this machine', { origin: 'http://localhost:4000', 'sec-fetch-site': 'same-site' }],
    ['an opaque origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    [
      'a name that ends like ours',
      { origin: 'http://localhost:3000.evil.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['a site that the browser calls foreign, without Origin', { origin: '', 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused and nothing runs', async (_, headers) => {
    const kept = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
    const request = new Request('http://localhost:3000/api/v1/echo', {
      method: 'POST',
      headers: { host: 'localhost:3000', 'content-type': 'application/json', cookie: ada.cookie, ...kept },
      body: '{"text":"hello"}',
    })
    const before = runs
    const response = await echo(request, { params: Promise.resolve({}) })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'foreign-origin' } })
    expect(runs).toBe(before)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'a body of type "%s", which a form can send, is refused',
    async type => {
      expect(await post({ 'content-type': type })).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
        ran: false,
      })
    },
  )

  test.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:3000',
    '127.0.0.1.nip.io',
    '0.0.0.0:3000',
    '',
  ])('a Host of "%s" is not ours, for reads too (WEB-3)', async host => {
    expect(await outcome(read, { headers: { host } })).toMatchObject({ status: 421, code: 'foreign-host' })
  })

  test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST'])(
    'a Host of "%s" is',
    async host => {
      expect(await outcome(read, { headers: { host } })).toMatchObject({ status: 200 })
    },
  )

  test('a script without browser headers needs no Origin', async () => {
    const request = new Request('http://localhost:3000/api/v1/echo', {
      method: 'POST',
      headers: { host: 'localhost:3000', 'content-type': 'application/json', cookie: ada.cookie },
      body: '{"text":"hello"}',
    })
    expect((await echo(request, { params: Promise.resolve({}) })).status).toBe(201)
  })
})

describe('what comes in', () => {
  test('unknown fields are refused by name (WEB-7)', async () => {
    const result = await post({}, { text: 'hello', role: 'owner', workspaceId: 'workspace_other' })
    expect(result).toMatchObject({ status: 400, code: 'invalid-input', ran: false })
    expect(result.body.error?.message).toContain('role')
  })

  test.each(['{', '[]', 'null', '"text"', '{"text":1}', '{"__proto__":{"text":"x"}}'])(
    '%s is refused',
    async body => {
      expect(await post({}, body)).toMatchObject({ status: 400, code: 'invalid-input', ran: false })
    },
  )

  test('a body over the cap is refused, announced or not', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(maxJsonBytes) })
    expect(await post({}, body)).toMatchObject({ status: 413, code: 'too-large', ran: false })
    expect(await post({ 'content-length': '999999999' })).toMatchObject({ status: 413, ran: false })
  })

  test('rights come before input: a viewer learns nothing about the body', async () => {
    const viewer = await addPerson(ada.workspaceId, 'viewer')
    expect(await outcome(echo, { method: 'POST', body: '{', cookie: viewer.cookie })).toMatchObject({
      status: 403,
    })
  })
})

test('an unexpected error is a plain 500 with an id to quote', async () => {
  const { status, body } = await outcome(broken, {})
  expect(status).toBe(500)
  expect(JSON.stringify(body)).not.toMatch(/hunter2|secret-file/)
  expect(body.error?.message).toMatch(/Quote [0-9a-f]{8} when you report it/)
})
