/** Gets a page from the public web: guarded addresses, checked redirects, bounded time and bytes. No cookies. */
import { Agent, type Response, fetch as undiciFetch } from 'undici'
import { type AddressPolicy, AddressRefused, checkHost, guardedConnector, publicOnly } from './address-guard'

export interface WebPolicy extends AddressPolicy {
  timeoutMs: number
  /** Bytes after decompression; the rest of a longer body is left. */
  maxBytes: number
  maxRedirects: number
  /** Asked before a redirect is followed: null, or a sentence that says why it may not be. */
  mayVisit?: (url: string) => Promise<string | null>
}

export const webPolicy: WebPolicy = {
  ...publicOnly,
  timeoutMs: 10_000,
  maxBytes: 5 * 1024 * 1024,
  maxRedirects: 5,
}

export interface FetchedPage {
  ok: true
  /** After redirects. */
  url: string
  status: number
  /** Media type in lower case without parameters, or '' when the server named none. */
  type: string
  body: string
  bytes: number
  truncated: boolean
}

export type FetchProblem =
  | 'address'
  | 'dns'
  | 'network'
  | 'policy'
  | 'redirects'
  | 'timeout'
  | 'type'
  | 'url'
  | 'stopped'
export type FetchOutcome = FetchedPage | { ok: false; problem: FetchProblem; message: string }

const readableTypes =
  /^(text\/.*|application\/(json|xml|xhtml\+xml|javascript|ecmascript|yaml|x-yaml|toml|x-ndjson|ld\+json|[\w.-]+\+(json|xml)))$/
const userAgent = 'Reef/0.1 (+workbench; fetches pages on request)'

class Refused extends Error {
  constructor(
    readonly problem: FetchProblem,
    message: string,
  ) {
    super(message)
  }
}

/** Fetches with GET. Everything that can go wrong is a value with a sentence that says what. */
export async function fetchPage(
  url: string,
  signal: AbortSignal,
  policy: WebPolicy = webPolicy,
): Promise<FetchOutcome> {
  const timeout = AbortSignal.timeout(policy.timeoutMs)
  const agent = new Agent({
    connect: guardedConnector(policy, policy.timeoutMs),
    headersTimeout: policy.timeoutMs,
    bodyTimeout: policy.timeoutMs,
    // Each page is its own visit: no connection is kept that a later check could miss.
    keepAliveTimeout: 1,
    pipelining: 0,
  })
  try {
    return await follow(url, AbortSignal.any([signal, timeout]), agent, policy)
  } catch (error) {
    if (signal.aborted) return { ok: false, problem: 'stopped', message: 'The fetch was stopped.' }
    if (timeout.aborted) {
      return { ok: false, problem: 'timeout', message: `No answer within ${policy.timeoutMs / 1000} s.` }
    }
    return outcomeOf(error)
  } finally {
    void agent.destroy()
  }
}

async function follow(
  start: string,
  signal: AbortSignal,
  agent: Agent,
  policy: WebPolicy,
): Promise<FetchedPage> {
  let url = checkUrl(start, policy)
  for (let hop = 0; hop <= policy.maxRedirects; hop += 1) {
    const response = await undiciFetch(url, {
      dispatcher: agent,
      redirect: 'manual',
      signal,
      headers: {
        'user-agent': userAgent,
        accept: 'text/html, text/*;q=0.9, application/json;q=0.9, */*;q=0.1',
      },
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) {
      return readPage(url, response, policy)
    }
    await response.body?.cancel()
    if (!URL.canParse(location, url))
      throw new Refused('url', 'The page redirects to something that is not a URL.')
    url = checkUrl(new URL(location, url).href, policy)
    const refusal = await policy.mayVisit?.(url.href)
    if (refusal) throw new Refused('policy', refusal)
  }
  throw new Refused('redirects', `More than ${policy.maxRedirects} redirects.`)
}

/** The URL parser has already made `0x7f.1`, `2130706433` and full-width digits into the address they mean. */
function checkUrl(text: string, policy: WebPolicy): URL {
  if (!URL.canParse(text))
    throw new Refused('url', 'That is not a URL. It must start with https:// or http://.')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Refused('url', `Only http and https can be fetched, not ${url.protocol.slice(0, -1)}.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new Refused('url', 'A URL with a user name or password is not fetched.')
  }
  checkHost(url.hostname, url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port), policy)
  url.hash = ''
  return url
}

async function readPage(url: URL, response: Response, policy: WebPolicy): Promise<FetchedPage> {
  const header = response.headers.get('content-type') ?? ''
  const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type !== '' && !readableTypes.test(type)) {
    await response.body?.cancel()
    throw new Refused('type', `${type} cannot be read here, only text, HTML, JSON and XML.`)
  }
  const { bytes, truncated } = await readBody(response, policy.maxBytes)
  if (type === '' && bytes.includes(0)) throw new Refused('type', 'The page is not text.')
  return {
    ok: true,
    url: url.href,
    status: response.status,
    type,
    body: decode(bytes, header),
    bytes: bytes.byteLength,
    truncated,
  }
}

/** undici decompresses as the body is read, so a bomb is cut after `limit` bytes of what it would become. */
async function readBody(response: Response, limit: number): Promise<{ bytes: Buffer; truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let length = 0
  if (!response.body) return { bytes: Buffer.alloc(0), truncated: false }
  for await (const chunk of response.body) {
    if (!(chunk instanceof Uint8Array)) continue
    const room = limit - length
    chunks.push(chunk.subarray(0, room))
    length += Math.min(room, chunk.byteLength)
    // Leaving the loop cancels the body.
    if (chunk.byteLength > room) return { bytes: Buffer.concat(chunks), truncated: true }
  }
  return { bytes: Buffer.concat(chunks), truncated: false }
}

function decode(bytes: Buffer, contentType: string): string {
  const named = /charset="?([\w-]+)/i.exec(contentType)?.[1]
  const inPage = /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(
    bytes.subarray(0, 2048).toString('latin1'),
  )?.[1]
  try {
    return new TextDecoder(named ?? inPage ?? 'utf-8').decode(bytes)
  } catch {
    // A charset nobody knows.
    return new TextDecoder().decode(bytes)
  }
}

function outcomeOf(error: unknown): FetchOutcome {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof Refused) return { ok: false, problem: cause.problem, message: cause.message }
    if (cause instanceof AddressRefused) return { ok: false, problem: 'address', message: cause.message }
    const code = 'code' in cause ? String(cause.code) : ''
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      return { ok: false, problem: 'dns', message: 'The name of the host is not known.' }
    }
    if (/^(E[A-Z]+|UND_ERR|ERR_|CERT_|DEPTH_|SELF_|UNABLE_)/.test(code)) {
      return { ok: false, problem: 'network', message: `The connection failed (${code}).` }
    }
  }
  return { ok: false, problem: 'network', message: 'The connection failed.' }
}
