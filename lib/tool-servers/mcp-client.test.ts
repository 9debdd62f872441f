import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { closeProviderConnections } from '../providers/provider-fetch'
import { type ServerAccess, type ServerConnection, visitServer } from './mcp-client'
import { ServerProblem } from './server-problem'
import { type Manners, type McpServer, type PlayedTool, startMcpServer } from './testing/mcp-server'

const echo: PlayedTool = { name: 'echo', description: 'Says it.', answer: ({ text }) => `said ${text}` }
const open: McpServer[] = []
afterEach(async () => {
  await closeProviderConnections()
  await Promise.all(open.splice(0).map(server => server.close()))
})

async function play(tools: PlayedTool[], manners: Manners = {}): Promise<McpServer> {
  const server = await startMcpServer(tools, manners)
  open.push(server)
  return server
}

function visit<Result>(
  { url }: Pick<McpServer, 'url'>,
  work: (connection: ServerConnection) => Promise<Result>,
  access: Partial<ServerAccess> = {},
  answerMs = 5_000,
): Promise<Result> {
  return visitServer({ url, header: null, secret: null, ...access }, { answerMs, helloMs: answerMs }, work)
}

const hello = async (connection: ServerConnection) => connection.title

async function problem(work: Promise<unknown>): Promise<[string, string]> {
  const error = await work.then(
    () => new Error('it went well'),
    (thrown: unknown) => thrown,
  )
  return error instanceof ServerProblem ? [error.code, error.message] : ['thrown', String(error)]
}

test.each<[string, Manners]>([
  ['one JSON', {}],
  ['a stream of events', { streams: true }],
  ['sessions', { sessions: true, streams: true }],
  ['pages', { pageSize: 2 }],
])('lists and calls the tools of a server that answers with %s', async (_, manners) => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const server = await play([...names.map(name => ({ ...echo, name })), echo], manners)
  const [title, tools, answer] = await visit(server, async connection => [
    connection.title,
    await connection.listTools(),
    await connection.callTool('echo', { text: 'hi' }),
  ])
  expect(title).toBe('Played server')
  expect(tools.map(({ name }) => name)).toEqual([...names, 'echo'])
  expect(answer).toEqual({ text: 'said hi', isError: false })
  expect(server.calls).toEqual([{ name: 'echo', input: { text: 'hi' } }])
})

test('the secret travels in its header, and comes back redacted', async () => {
  const secret = { header: 'X-Api-Key', value: 'very-secret-value' }
  const tell: PlayedTool = { name: 'tell', answer: () => 'your key is very-secret-value' }
  const server = await play([tell], { secret })
  const access = { header: 'X-Api-Key', secret: 'very-secret-value' }
  expect(await visit(server, connection => connection.callTool('tell', {}), access)).toEqual({
    text: 'your key is [redacted]',
    isError: false,
  })
  expect(await problem(visit(server, hello, { ...access, secret: 'wrong-value' }))).toEqual([
    'refused',
    expect.stringMatching(/^127\.0\.0\.1:\d+ refused the secret \(HTTP 401\)\.$/),
  ])
})

test('nothing is asked of the server but what was meant', async () => {
  const server = await play([echo], { sessions: true })
  await visit(server, connection => connection.listTools())
  const asked = server.requests.map(({ method }) => method).filter(method => method !== 'server/discover')
  expect(asked).toEqual(['initialize', 'notifications/initialized', 'tools/list', 'http/DELETE'])
})

test('pictures and links are told of, not loaded; what is structured is JSON', async () => {
  const mixed: PlayedTool = {
    name: 'mixed',
    answer: () => ({
      content: [
        { type: 'text', text: 'words' },
        { type: 'image', data: 'aGk=', mimeType: 'image/png' },
        { type: 'resource_link', uri: 'http://127.0.0.1/x', name: 'x' },
        { type: 'resource', resource: { uri: 'file:///a', text: 'inside' } },
      ],
    }),
  }
  const structured: PlayedTool = {
    name: 'structured',
    answer: () => ({ content: [], structuredContent: { a: 1 }, isError: true }),
  }
  const server = await play([mixed, structured])
  expect(await visit(server, connection => connection.callTool('mixed', {}))).toEqual({
    text: 'words\n[image image/png that is not shown]\n[a resource: http://127.0.0.1/x]\ninside',
    isError: false,
  })
  expect(await visit(server, connection => connection.callTool('structured', {}))).toEqual({
    text: '{\n "a": 1\n}',
    isError: true,
  })
})

test.each([false, true])('an answer of 50 MB is not read (streamed: %s)', async streams => {
  const large: PlayedTool = { name: 'large', answer: () => 'x'.repeat(50 * 1024 * 1024) }
  const server = await play([large], { streams })
  expect(await problem(visit(server, connection => connection.callTool('large', {}), {}, 30_000))).toEqual([
    'too-large',
    expect.stringContaining('more than 8 MB'),
  ])
})

const calling: Manners['instead'] = (_request, response, { method }) => {
  if (method !== 'tools/call') return false
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end('event: message\ndata: {"jsonrpc":\n\n')
  return true
}

test.each<[string, string, string, Manners]>([
  ['never answers', 'timeout', 'did not answer within 1 s', { instead: () => true }],
  ['is no tool server', 'not-understood', 'did not answer like', page('<html>Hello</html>', 'text/html')],
  [
    'answers with half a JSON',
    'not-understood',
    'did not answer like',
    page('{"jsonrpc":', 'application/json'),
  ],
  ['is not there', 'wrong-address', 'no tool server at this address', status(404)],
  [
    'leads elsewhere',
    'wrong-address',
    'leads to another address',
    status(307, { location: 'http://127.0.0.1:1/' }),
  ],
  ['is out of order', 'failing', 'HTTP 503', status(503)],
  ['hangs up', 'unreachable', 'broke off', cut()],
])('a server that %s is told as %s', async (_, code, words, manners) => {
  const server = await play([echo], manners)
  expect(await problem(visit(server, hello, {}, 1_000))).toEqual([code, expect.stringContaining(words)])
})

test('a broken stream in the middle of a call ends it at once', async () => {
  const server = await play([echo], { instead: calling })
  expect(await problem(visit(server, connection => connection.callTool('echo', {}), {}, 30_000))).toEqual([
    'not-understood',
    expect.stringContaining('before it was complete'),
  ])
})

test('an error of the protocol is told in the words of the server, without what nobody can see', async () => {
  const server = await play([echo], {
    instead: (_request, response, { id, method }) => {
      if (method !== 'tools/call') return false
      const error = { code: -32000, message: 'no \u001b[31mluck\u202e today' }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error }))
      return true
    },
  })
  expect(await problem(visit(server, connection => connection.callTool('echo', {})))).toEqual([
    'failing',
    expect.stringMatching(/answered with an error: .*no \[31mluck today/),
  ])
})

test('addresses of metadata services, other protocols and ports that nobody serves are refused by name', async () => {
  expect(await problem(visit({ url: 'http://169.254.169.254/mcp' }, hello))).toEqual([
    'address',
    'The address belongs to a cloud metadata service.',
  ])
  expect((await problem(visit({ url: 'file:///etc/passwd' }, hello)))[0]).toBe('address')
  expect((await problem(visit({ url: 'http://user:pass@127.0.0.1/' }, hello)))[0]).toBe('address')
  const gone = createServer()
  await new Promise<void>(resolve => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise<void>(resolve => gone.close(() => resolve()))
  expect(await problem(visit({ url: `http://127.0.0.1:${port}/mcp` }, hello))).toEqual([
    'unreachable',
    expect.stringContaining('the connection was refused'),
  ])
})

test('a stop ends a call under way', async () => {
  const stop = new AbortController()
  const server = await play([{ ...echo, answer: () => new Promise(() => stop.abort(new Error('stopped'))) }])
  const work = visitServer(
    { url: server.url, header: null, secret: null },
    { answerMs: 30_000, signal: stop.signal },
    connection => connection.callTool('echo', {}),
  )
  await expect(work).rejects.toThrow('stopped')
})

function status(code: number, headers: Record<string, string> = {}): Manners {
  return {
    instead: (_request, response) => {
      response.writeHead(code, headers).end('no')
      return true
    },
  }
}

function page(body: string, type: string): Manners {
  return {
    instead: (_request, response) => {
      response.writeHead(200, { 'content-type': type }).end(body)
      return true
    },
  }
}

function cut(): Manners {
  return {
    instead: request => {
      request.socket.destroy()
      return true
    },
  }
}
