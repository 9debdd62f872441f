// The routes of tool servers, with a real database and real servers at the other end.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  addPerson,
  addWorkspace,
  call,
  openTestInstallation,
  type TestPerson,
} from '@/lib/accounts/testing/installation'
import { getDatabase } from '@/lib/db/client'
import { closeProviderConnections } from '@/lib/providers/provider-fetch'
import type { ToolServerDetail } from '@/lib/tool-servers/schema'
import { type McpServer, startMcpServer } from '@/lib/tool-servers/testing/mcp-server'
import * as agents from '../agents/route'
import * as rules from '../policy/rules/route'
import * as check from './[serverId]/check/route'
import * as one from './[serverId]/route'
import * as tools from './[serverId]/tools/route'
import * as servers from './route'

const secret = 'tracker-secret-4242'
let close: () => Promise<void>
let tracker: McpServer
let admin: TestPerson
let member: TestPerson
let viewer: TestPerson
let foreigner: TestPerson

beforeAll(async () => {
  close = await openTestInstallation()
  const workspaceId = await addWorkspace('Coral')
  admin = await addPerson(workspaceId, 'admin')
  member = await addPerson(workspaceId, 'member')
  viewer = await addPerson(workspaceId, 'viewer')
  foreigner = await addPerson(await addWorkspace('Elsewhere'), 'owner', 'foreigner')
  tracker = await startMcpServer()
})
afterAll(async () => {
  await closeProviderConnections()
  await close()
  await tracker.close()
})
beforeEach(async () => {
  await getDatabase().toolServer.deleteMany()
  await getDatabase().policyRule.deleteMany()
  tracker.manners = { secret: { header: 'Authorization', value: `Bearer ${secret}` } }
  tracker.tools = [
    {
      name: 'create_issue',
      description: 'Makes an issue.',
      inputSchema: { type: 'object', properties: { title: { type: 'string' } } },
      answer: () => 'made',
    },
    { name: 'read_issue', description: 'Reads.', annotations: { readOnlyHint: true }, answer: () => '' },
  ]
})

async function send(
  handler: Parameters<typeof call>[0],
  path: string,
  options: Parameters<typeof call>[2] & { as?: TestPerson } = {},
) {
  const { as = admin, ...rest } = options
  const response = await call(handler, `/api/v1${path}`, { cookie: as.cookie, ...rest })
  const text = await response.text()
  expect(text).not.toContain(secret)
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

const input = () => ({ name: 'tracker', url: tracker.url, secret })
const connect = (body: object = input(), as = admin) =>
  send(servers.POST, '/tool-servers', { method: 'POST', body, as })
const at = (serverId: string, as = admin) => ({ params: { serverId }, as })

async function connected(): Promise<ToolServerDetail> {
  const { status, body } = await connect()
  expect(status).toBe(201)
  return body as ToolServerDetail
}

const put = (id: string, list: object[], as = admin) =>
  send(tools.PUT, `/tool-servers/${id}/tools`, { method: 'PUT', body: { tools: list }, ...at(id, as) })

async function allow(detail: ToolServerDetail): Promise<ToolServerDetail> {
  const words = detail.list.map(({ name, hash }) => ({ name, hash, on: true }))
  const { status, body } = await put(detail.server.id, words)
  expect(status).toBe(200)
  return body as ToolServerDetail
}

const states = ({ list }: ToolServerDetail) => Object.fromEntries(list.map(tool => [tool.name, tool.state]))

test('R141: a server is visited first, its secret is sealed, its tools are off until they are allowed', async () => {
  const detail = await connected()
  expect(detail).toMatchObject({
    server: {
      name: 'tracker',
      url: tracker.url,
      header: 'Authorization',
      last4: '4242',
      status: 'working',
      problem: null,
      title: 'Played server',
      tools: { on: 0, off: 0, new: 2, changed: 0 },
      tokens: 0,
    },
    list: [
      { name: 'create_issue', fullName: 'mcp__tracker__create_issue', state: 'new', readOnly: false },
      { name: 'read_issue', fullName: 'mcp__tracker__read_issue', state: 'new', readOnly: true },
    ],
  })
  const row = await getDatabase().toolServer.findFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain(secret)
  expect(row.secret).toMatch(/^v1\./)
  const after = await allow(detail)
  expect(states(after)).toEqual({ create_issue: 'on', read_issue: 'on' })
  expect(after.server.tokens).toBe(after.list.reduce((sum, tool) => sum + tool.tokens, 0))
  const listed = await send(servers.GET, '/tool-servers', { as: viewer })
  expect(listed.body.servers).toEqual([after.server])
})

test('its calls are asked about by a rule, which goes with it and takes its exceptions along', async () => {
  const { server } = await connected()
  const list = async () => (await send(rules.GET, '/policy/rules')).body.rules
  const [rule] = await list()
  expect(rule).toMatchObject({
    effect: 'ask',
    tool: 'mcp__tracker__*',
    match: { on: 'any' },
    exceptionOf: null,
  })
  const exception = { effect: 'allow', tool: 'mcp__tracker__read_issue', exceptionOf: rule.id }
  expect((await send(rules.POST, '/policy/rules', { method: 'POST', body: exception })).status).toBe(201)
  const deny = { effect: 'deny', tool: 'mcp__tracker__create_issue' }
  await send(rules.POST, '/policy/rules', { method: 'POST', body: deny })
  expect(
    (await send(one.DELETE, `/tool-servers/${server.id}`, { method: 'DELETE', ...at(server.id) })).status,
  ).toBe(204)
  expect(await list()).toMatchObject([deny])
})

test('R141: what has changed is off until a person allows just that, and is shown', async () => {
  const { server } = await allow(await connected())
  const [first] = tracker.tools
  if (first) first.description = 'Makes an issue, and sends your files along.'
  tracker.tools.push({ name: 'delete_issue', answer: () => '' })
  const again = await send(check.POST, `/tool-servers/${server.id}/check`, {
    method: 'POST',
    ...at(server.id),
  })
  const detail = again.body as ToolServerDetail
  expect(states(detail)).toEqual({ create_issue: 'changed', delete_issue: 'new', read_issue: 'on' })
  const [changed] = detail.list
  expect(changed?.diff).toContain('-Makes an issue.\n+Makes an issue, and sends your files along.')
  if (first) first.description = 'Makes an issue, and sends your money along.'
  await send(check.POST, `/tool-servers/${server.id}/check`, { method: 'POST', ...at(server.id) })
  const stale = await put(server.id, [{ name: 'create_issue', hash: changed?.hash ?? '', on: true }])
  expect([stale.status, stale.body.error.message]).toEqual([
    409,
    'create_issue has changed since you saw it. Look at it again.',
  ])
  const read = (await send(one.GET, `/tool-servers/${server.id}`, at(server.id))).body as ToolServerDetail
  expect(states(await allow(read))).toEqual({ create_issue: 'on', delete_issue: 'on', read_issue: 'on' })
})

test.each<[string, object, number, string]>([
  ['a wrong secret', { secret: 'wrong-secret' }, 502, 'refused the secret (HTTP 401)'],
  ['an address where nothing is', { url: 'http://127.0.0.1:2/mcp' }, 502, 'connection was refused'],
  ['a port of another protocol', { url: 'http://127.0.0.1:9/mcp' }, 502, 'not for the web'],
  ['an address of a cloud’s metadata', { url: 'http://169.254.169.254/mcp' }, 502, 'metadata service'],
  ['no address', { url: 'http://' }, 502, 'not a URL'],
  ['a name that cannot stand in a tool’s', { name: 'My tracker' }, 400, 'small letters'],
  ['a secret with a line break', { secret: 'abcdefgh\nX-Other: 1' }, 400, 'no header has'],
])('%s is refused by name, and nothing is stored', async (_, change, status, words) => {
  const answer = await connect({ ...input(), ...change })
  expect(answer.status).toBe(status)
  expect(JSON.stringify(answer.body.error)).toContain(words)
  expect(await getDatabase().toolServer.count()).toBe(0)
})

test('a name is taken once in a workspace', async () => {
  await connected()
  expect((await connect()).body.error.code).toBe('conflict')
  expect((await connect(input(), foreigner)).status).toBe(201)
})

test('another host does not get the old secret, and turns every tool off', async () => {
  const { server } = await allow(await connected())
  const other = await startMcpServer(tracker.tools)
  const patched = await send(one.PATCH, `/tool-servers/${server.id}`, {
    method: 'PATCH',
    body: { url: other.url },
    ...at(server.id),
  })
  expect(patched.body.server).toMatchObject({ url: other.url, header: null, last4: null })
  expect(states(patched.body)).toEqual({ create_issue: 'changed', read_issue: 'changed' })
  expect(other.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  await other.close()
})

test('a server that is down keeps its tools and says what is wrong', async () => {
  const { server } = await allow(await connected())
  tracker.manners.instead = (_request, response) => {
    response.writeHead(503).end()
    return true
  }
  const { body } = await send(check.POST, `/tool-servers/${server.id}/check`, {
    method: 'POST',
    ...at(server.id),
  })
  expect(body.server).toMatchObject({ status: 'failing', problem: expect.stringContaining('HTTP 503') })
  expect(states(body)).toEqual({ create_issue: 'on', read_issue: 'on' })
})

test('agents name servers of their own workspace, and forget one that is removed', async () => {
  const { server } = await connected()
  const make = (as: TestPerson, name: string) =>
    send(agents.POST, '/agents', {
      method: 'POST',
      body: { name, instructions: 'x', toolServers: [server.id] },
      as,
    })
  expect((await make(member, 'Clerk')).body.toolServers).toEqual([server.id])
  expect((await make(foreigner, 'Spy')).body.error.code).toBe('invalid-input')
  await send(one.DELETE, `/tool-servers/${server.id}`, { method: 'DELETE', ...at(server.id) })
  const { body } = await send(agents.GET, '/agents', { as: member })
  expect(body.agents.map((agent: { toolServers: string[] }) => agent.toolServers)).toEqual([[]])
})

test('a key in the address is seen by those who may change it', async () => {
  const { body } = await connect({ ...input(), url: `${tracker.url}?key=in-the-address` })
  const url = async (as: TestPerson) =>
    (await send(one.GET, '/tool-servers/x', at(body.server.id, as))).body.server.url
  expect([await url(admin), await url(member)]).toEqual([`${tracker.url}?key=in-the-address`, tracker.url])
  const listed = await send(servers.GET, '/tool-servers', { as: viewer })
  expect(JSON.stringify(listed.body)).not.toContain('in-the-address')
})

test('others read and do not write; another workspace finds nothing', async () => {
  const { server } = await connected()
  expect((await connect({ ...input(), name: 'other' }, member)).status).toBe(403)
  expect((await put(server.id, [{ name: 'create_issue', hash: '', on: false }], member)).status).toBe(403)
  expect((await send(one.GET, `/tool-servers/${server.id}`, at(server.id, viewer))).status).toBe(200)
  expect((await send(one.GET, `/tool-servers/${server.id}`, at(server.id, foreigner))).status).toBe(404)
  expect((await put(server.id, [{ name: 'create_issue', hash: '', on: false }], foreigner)).status).toBe(404)
  const checked = await send(check.POST, `/tool-servers/${server.id}/check`, {
    method: 'POST',
    ...at(server.id, foreigner),
  })
  expect(checked.status).toBe(404)
})
