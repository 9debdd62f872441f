// The cases NET-1 to NET-7 of the security page against real servers on loopback.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fetchPage, type WebPolicy, webPolicy } from './fetch'

let visits: { path: string; cookie: string | undefined }[] = []
let server: Server
let port = 0
const never = new AbortController().signal

const answers: Record<string, RequestListener> = {
  '/page': (_request, response) => {
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .setHeader('set-cookie', 'a=1')
      .end('<p>Grüße</p>')
  },
  '/latin': (_request, response) => {
    response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0x47, 0xfc]))
  },
  '/bomb': (_request, response) => {
    response.setHeader('content-type', 'text/html').setHeader('content-encoding', 'gzip')
    response.end(gzipSync(Buffer.alloc(50_000_000, 97)))
  },
  '/endless': (_request, response) => {
    response.setHeader('content-type', 'text/plain')
    const send = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    }
    response.on('drain', send)
    send()
  },
  '/drip': (_request, response) => {
    response.setHeader('content-type', 'text/plain')
    const timer = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(timer))
  },
  '/silent': () => {},
  '/image': (_request, response) => response.setHeader('content-type', 'image/png').end('x'),
  '/loop': (_request, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/to-page': (_request, response) => response.writeHead(301, { location: '/page' }).end(),
  '/to-metadata': (_request, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
  '/to-file': (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/to-other-port': (_request, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  '/missing': (_request, response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('gone'),
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' }).write('abc')
    response.socket?.destroy()
  },
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? ''
    visits.push({ path, cookie: request.headers.cookie })
    const answer = answers[path]
    if (answer) answer(request, response)
    else response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  visits = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** The public policy, with the test server as the one exception. */
function policy(changes: Partial<WebPolicy> = {}): WebPolicy {
  return { ...webPolicy, allowPrivate: [`127.0.0.1:${port}`], ...changes }
}
const get = (path: string, changes?: Partial<WebPolicy>) =>
  fetchPage(`http://127.0.0.1:${port}${path}`, never, policy(changes))

test('a page comes back as text, and no cookie is kept', async () => {
  const page = {
    ok: true,
    url: `http://127.0.0.1:${port}/page`,
    status: 200,
    type: 'text/html',
    body: '<p>Grüße</p>',
    bytes: 14,
    truncated: false,
  }
  expect(await get('/page')).toEqual(page)
  expect(await get('/to-page')).toEqual(page)
  expect(visits.map(({ cookie }) => cookie)).toEqual([undefined, undefined, undefined])
  expect(await get('/latin')).toMatchObject({ body: 'Gü' })
  expect(await get('/missing')).toMatchObject({ ok: true, status: 404, body: 'gone' })
})

test('NET-1 to NET-3: addresses inside, whatever their form, get no visit', async () => {
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0',
    'localhost',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '１２７.０.０.１',
  ]
  for (const host of hosts) {
    // Without the exception for the server, and with its port open, so that only the address can stop it.
    const outcome = await fetchPage(
      `http://${host}:${port}/page`,
      never,
      policy({ allowPrivate: [], ports: [port] }),
    )
    expect({ host, outcome }).toMatchObject({ host, outcome: { ok: false, problem: 'address' } })
  }
  // Not every resolver knows this form; where one does, it leads to loopback.
  const dotted = await fetchPage(
    `http://localhost.:${port}/page`,
    never,
    policy({ allowPrivate: [], ports: [port] }),
  )
  expect(dotted.ok).toBe(false)
  const named = policy({
    allowPrivate: [],
    ports: [port],
    resolve: async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  })
  expect(await fetchPage(`http://mixed.test:${port}/`, never, named)).toMatchObject({ problem: 'address' })
  expect(await fetchPage('http://169.254.169.254/latest/meta-data/', never)).toMatchObject({
    problem: 'address',
  })
  expect(visits).toEqual([])
})

test('NET-4: a name that changes its address between two look-ups gains nothing', async () => {
  let asked = 0
  const rebinding = policy({
    allowPrivate: [],
    ports: [port],
    timeoutMs: 300,
    // Public for a check, loopback for the connection, and the other way round.
    resolve: async () => {
      asked += 1
      return [{ address: asked % 2 === 0 ? '127.0.0.1' : '203.0.113.1', family: 4 }]
    },
  })
  for (let attempt = 0; attempt < 6; attempt += 1) {
    expect(await fetchPage(`http://rebind.test:${port}/page`, never, rebinding)).toMatchObject({ ok: false })
  }
  expect(asked).toBeGreaterThan(0)
  expect(visits).toEqual([])
})

test('NET-5, NET-6: other schemes, user names and ports are refused in words', async () => {
  const refused = async (url: string) => {
    const outcome = await fetchPage(url, never, policy())
    return outcome.ok ? outcome : outcome.problem
  }
  expect(await refused('file:///etc/passwd')).toBe('url')
  expect(await refused('gopher://127.0.0.1:6379/_INFO')).toBe('url')
  expect(await refused('data:text/html,<p>x</p>')).toBe('url')
  expect(await refused('ftp://example.com/')).toBe('url')
  expect(await refused(`http://user:pass@127.0.0.1:${port}/page`)).toBe('url')
  expect(await refused(`http://example.com@127.0.0.1:${port}/page`)).toBe('url')
  expect(await refused(`http://127.0.0.1:1#@127.0.0.1:${port}/page`)).toBe('address')
  expect(await refused('http://example.com:22/')).toBe('address')
  expect(await refused('not a url')).toBe('url')
  expect(visits).toEqual([])
})

test('each redirect is checked, and there are five at most', async () => {
  expect(await get('/to-metadata')).toMatchObject({ ok: false, problem: 'address' })
  expect(await get('/to-file')).toMatchObject({ ok: false, problem: 'url' })
  expect(await get('/to-other-port')).toMatchObject({ ok: false, problem: 'address' })
  visits = []
  expect(await get('/loop')).toMatchObject({ ok: false, problem: 'redirects' })
  expect(visits).toHaveLength(6)
})

test('NET-7: a compressed bomb and an endless body are cut at the cap', async () => {
  for (const path of ['/bomb', '/endless']) {
    expect(await get(path, { maxBytes: 300_000 })).toMatchObject({
      ok: true,
      bytes: 300_000,
      truncated: true,
    })
  }
})

test('slow and broken answers end in time and in words', async () => {
  for (const path of ['/silent', '/drip']) {
    const started = performance.now()
    expect(await get(path, { timeoutMs: 300 })).toEqual({
      ok: false,
      problem: 'timeout',
      message: 'No answer within 0.3 s.',
    })
    expect(performance.now() - started).toBeLessThan(1500)
  }
  expect(await get('/cut')).toMatchObject({ ok: false, problem: 'network' })
  expect(await get('/image')).toMatchObject({ ok: false, problem: 'type' })
  expect(
    await fetchPage('http://127.0.0.1:9/', never, policy({ allowPrivate: ['127.0.0.1:9'] })),
  ).toMatchObject({
    problem: 'network',
  })
})

test('a stop ends the fetch', async () => {
  const stopper = new AbortController()
  const fetching = fetchPage(`http://127.0.0.1:${port}/silent`, stopper.signal, policy())
  stopper.abort()
  expect(await fetching).toMatchObject({ ok: false, problem: 'stopped' })
})

test('R51: a redirect is followed only where policy lets it; what was asked for is not asked about again', async () => {
  const asked: string[] = []
  const mayVisit = async (url: string) => {
    asked.push(new URL(url).pathname)
    return 'The policy denies it.'
  }
  const refused = await get('/to-page', { mayVisit })
  expect(refused).toEqual({ ok: false, problem: 'policy', message: 'The policy denies it.' })
  expect(asked).toEqual(['/page'])
  expect(visits.map(({ path }) => path)).toEqual(['/to-page'])
})
