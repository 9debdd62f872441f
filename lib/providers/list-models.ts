/** Asks an endpoint which models it has, and says in words what is wrong when it does not tell. */
import { effectiveBaseUrl } from './base-url'
import { networkProblem } from './network-problem'
import { parseModels } from './parse-models'
import { baseUrlProblem, providerFetch } from './provider-fetch'
import type { ListingProblem, ModelInfo } from './schema'
import { type VendorId, vendors } from './vendors'

export interface Endpoint {
  vendor: VendorId
  baseUrl: string | null
  apiKey: string | null
}

export type Listing =
  | { ok: true; models: ModelInfo[] }
  | { ok: false; problem: ListingProblem; message: string }

export interface ListingOptions {
  /** Milliseconds for the whole exchange; 8,000 by default. */
  timeoutMs?: number
  signal?: AbortSignal
  call?: typeof fetch
}

const largestAnswer = 20_000_000

/** Lists the models. Never throws over a bad endpoint; the key appears in no message. */
export async function listModels(endpoint: Endpoint, options: ListingOptions = {}): Promise<Listing> {
  const vendor = vendors[endpoint.vendor]
  const baseUrl = effectiveBaseUrl(endpoint.vendor, endpoint.baseUrl)
  if (vendor.listing === 'none' || baseUrl === null)
    return refuse('wrong-address', 'Give the address of the server.')
  const wrong = baseUrlProblem(baseUrl)
  if (wrong) return refuse('wrong-address', wrong)
  if (vendor.needsKey && !endpoint.apiKey)
    return refuse('key-missing', `${vendor.label} needs an API key (${vendor.hint}).`)
  const { url, headers } = listingRequest(endpoint, baseUrl)
  const timeoutMs = options.timeoutMs ?? 8000
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
  try {
    const response = await (options.call ?? providerFetch)(url, { headers, signal })
    const text = await readBounded(response)
    return response.ok ? understand(endpoint.vendor, text, url) : fromStatus(response.status, text, url)
  } catch (error) {
    if (timeout.aborted)
      return refuse('timeout', `${hostOf(url)} did not answer within ${timeoutMs / 1000} s.`)
    return fromNetwork(error, url)
  }
}

function listingRequest(
  endpoint: Endpoint,
  baseUrl: string,
): { url: string; headers: Record<string, string> } {
  const key = endpoint.apiKey
  const accept = { accept: 'application/json' }
  switch (vendors[endpoint.vendor].listing) {
    case 'anthropic':
      return {
        url: `${baseUrl}/models?limit=1000`,
        headers: { ...accept, 'anthropic-version': '2023-06-01', ...(key ? { 'x-api-key': key } : {}) },
      }
    case 'google':
      return {
        url: `${baseUrl}/models?pageSize=1000`,
        headers: { ...accept, ...(key ? { 'x-goog-api-key': key } : {}) },
      }
    case 'ollama':
      return {
        url: `${baseUrl}/api/tags`,
        headers: { ...accept, ...(key ? { authorization: `Bearer ${key}` } : {}) },
      }
    default:
      return {
        url: `${baseUrl}/models`,
        headers: { ...accept, ...(key ? { authorization: `Bearer ${key}` } : {}) },
      }
  }
}

function understand(vendor: VendorId, text: string, url: string): Listing {
  const models = parseModels(vendor, text)
  if (models === null)
    return refuse(
      'not-understood',
      `${hostOf(url)} answered, but not with a list of models. Is the address right?`,
    )
  return { ok: true, models }
}

function fromStatus(status: number, body: string, url: string): Listing {
  const host = hostOf(url)
  const isBadKey = /api[ _-]?key/i.test(body) && /invalid|not valid|incorrect/i.test(body)
  if (status === 401 || (status === 400 && isBadKey))
    return refuse('key-refused', `${host} refused the API key (${status}).`)
  if (status === 403)
    return refuse('not-allowed', `${host} knows the key, but the key or its plan may not list models (403).`)
  if (status === 402) return refuse('quota', `The credit at ${host} is used up (402).`)
  if (status === 404)
    return refuse(
      'wrong-address',
      `${host} has no model list at this address (404). Is a part such as /v1 missing?`,
    )
  if (status === 429)
    return refuse(
      'quota',
      `${host} says that the quota or rate limit is reached (429). The key may well be right.`,
    )
  if (status >= 500) return refuse('failing', `${host} is failing (${status}). Try again later.`)
  if (status >= 300 && status < 400)
    return refuse('wrong-address', `${host} points to another address (${status}). Give that one.`)
  return refuse('not-understood', `${host} answered with status ${status}.`)
}

function fromNetwork(error: unknown, url: string): Listing {
  const code = networkCode(error)
  const { message } = networkProblem(code, hostOf(url))
  const isTls = /TLS/.test(message)
  return refuse(isTls ? 'not-trusted' : code === 'EADDRNOTALLOWED' ? 'wrong-address' : 'unreachable', message)
}

function networkCode(error: unknown): string {
  for (let link: unknown = error, depth = 0; link instanceof Error && depth < 5; depth += 1) {
    if ('code' in link && typeof link.code === 'string') return link.code
    link = link instanceof AggregateError ? link.errors[0] : link.cause
  }
  return 'no reason given'
}

async function readBounded(response: Response): Promise<string> {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > largestAnswer)
      throw Object.assign(new Error('The answer is too long'), { code: 'E_TOO_LONG' })
  }
  return text + decoder.decode()
}

function hostOf(url: string): string {
  return new URL(url).host
}

function refuse(problem: ListingProblem, message: string): Listing {
  return { ok: false, problem, message }
}
