/** Turns whatever a provider or the network throws into one of Reef's named model errors. */

import { networkProblem, wasConnected } from '../providers/network-problem'
import type { ModelError, ModelErrorCode } from '../runs/message'
import { timeNow } from '../shared/clock'
import { findMeaning, type SpokenCode } from './error-words'
import { retryAfterMs } from './retry-after'

/** What can be read from an error of the SDK, of fetch or of the stream, by structure alone. */
interface Evidence {
  name: string
  message: string
  status: number | undefined
  headers: Record<string, string>
  /** Body, codes and data in one text, for the vendors' phrases. */
  spoken: string
  networkCode: string | undefined
  host: string
}

const longestMessage = 500

/**
 * Names an error. Every error gets exactly one code; `retryable` says whether the same call may work later.
 * `redact` takes the secrets out of the message, since some vendors repeat the key they refuse.
 */
export function toModelError(
  error: unknown,
  redact: (text: string) => string,
  now: number = timeNow(),
): ModelError {
  const evidence = gather(error)
  const base = classify(evidence)
  const retry = base.retryable ? retryAfterMs(evidence.headers, evidence.spoken, now) : undefined
  return {
    code: base.code,
    message: redact(base.message).slice(0, longestMessage),
    retryable: base.retryable,
    ...(evidence.status === undefined ? {} : { status: evidence.status }),
    ...(retry === undefined ? {} : { retryAfterMs: retry }),
  }
}

const brokenWords = /\bterminated|other side closed|socket hang up|premature close/i

/** A connection that failed after it was made: whether the request was read, and is charged, nobody here knows. */
export function brokeOff(error: unknown): boolean {
  const { status, networkCode, spoken } = gather(error)
  if (status !== undefined) return false
  return networkCode === undefined ? brokenWords.test(spoken) : wasConnected(networkCode)
}

interface Named {
  code: ModelErrorCode
  message: string
  retryable: boolean
}

const retryableCodes: readonly ModelErrorCode[] = [
  'invalid-response',
  'network',
  'overloaded',
  'rate-limit',
  'timeout',
]

function named(code: ModelErrorCode, message: string): Named {
  return { code, message, retryable: retryableCodes.includes(code) }
}

function classify(evidence: Evidence): Named {
  if (evidence.status !== undefined) return fromStatus(evidence, evidence.status)
  if (evidence.networkCode !== undefined)
    return { code: 'network', ...networkProblem(evidence.networkCode, evidence.host) }
  const meaning = findMeaning(evidence.spoken, spokenAnywhere)
  if (meaning !== undefined) return named(meaning, said(evidence, meaning))
  if (brokenWords.test(evidence.spoken) || /\bfetch failed/i.test(evidence.spoken))
    return named('network', `The connection to ${evidence.host} broke off.`)
  if (
    /InvalidResponseData|TypeValidation|JSONParse|NoOutput|NoContent|EmptyResponse|ParseError|APICallError/i.test(
      evidence.name,
    )
  )
    return named('invalid-response', senseless(evidence))
  if (/LoadAPIKey/.test(evidence.name)) return named('credentials', 'The provider has no API key.')
  if (
    /MissingToolResults|InvalidPrompt|InvalidArgument|MessageConversion|UnsupportedFunctionality/.test(
      evidence.name,
    )
  )
    return named('bad-request', `The request cannot be sent: ${evidence.message}`)
  if (/Timeout/.test(evidence.name)) return named('timeout', evidence.message)
  if (/StreamProvider/.test(evidence.name)) return named('overloaded', said(evidence, 'overloaded'))
  return named('unknown', evidence.message)
}

/** A message of the parser repeats the whole line; only where it lies is of use. */
function senseless(evidence: Evidence): string {
  if (/JSONParse/.test(evidence.name)) return 'The provider sent a line that is not valid JSON.'
  return `The provider sent an answer that makes no sense: ${evidence.message}`
}

const spokenAnywhere: readonly SpokenCode[] = [
  'context-overflow',
  'quota',
  'credentials',
  'refused',
  'rate-limit',
  'overloaded',
  'not-found',
]

function fromStatus(evidence: Evidence, status: number): Named {
  const meaning = (among: readonly SpokenCode[]) => findMeaning(evidence.spoken, among)
  const tell = (code: ModelErrorCode) => named(code, said(evidence, code))
  if (status === 401) return tell('credentials')
  if (status === 402) return tell('quota')
  if (status === 403) return tell(meaning(['quota', 'credentials']) ?? 'forbidden')
  if (status === 404) return tell('not-found')
  if (status === 408) return tell('timeout')
  if (status === 413) return tell('context-overflow')
  if (status === 429) {
    // Google calls every limit a quota; with a delay beside it, it is a rate.
    const hasDelay = retryAfterMs(evidence.headers, evidence.spoken) !== undefined
    return tell(!hasDelay && meaning(['quota']) === 'quota' ? 'quota' : 'rate-limit')
  }
  if (status >= 500) return tell(meaning(['context-overflow']) ?? 'overloaded')
  if (status >= 400)
    return tell(
      meaning(['context-overflow', 'quota', 'credentials', 'not-found', 'refused']) ?? 'bad-request',
    )
  return named('not-found', 'The address answers with a redirect to another address.')
}

const sentences: Partial<Record<ModelErrorCode, string>> = {
  'bad-request': 'The provider refused the request',
  'context-overflow': 'The request is longer than the model can read',
  credentials: 'The provider refused the API key',
  forbidden: 'This key or plan may not use the model',
  'not-found': 'The model or address does not exist',
  overloaded: 'The provider failed or is overloaded',
  quota: 'The quota or credit at the provider is used up',
  'rate-limit': 'The provider asks for fewer requests',
  refused: 'The provider refused the content',
  timeout: 'The provider took too long',
}

function said(evidence: Evidence, code: ModelErrorCode): string {
  const detail = evidence.message.trim()
  const status = evidence.status === undefined ? '' : ` (${evidence.status})`
  return `${sentences[code] ?? 'The call failed'}${status}${detail ? `: ${detail}` : '.'}`
}

function gather(error: unknown): Evidence {
  const chain = causes(error)
  const first = (key: string) =>
    chain.map(link => link[key]).find(value => value !== undefined && value !== null)
  const status = [first('statusCode'), first('status')].find(value => typeof value === 'number')
  const url = first('url')
  const message = chain.map(link => link.message).find(value => typeof value === 'string' && value !== '')
  return {
    name: chain.map(link => (typeof link.name === 'string' ? link.name : '')).join(' '),
    message:
      typeof message === 'string' ? message : typeof error === 'string' ? error : 'No reason was given',
    // A success status beside an error says only that the failure came later.
    status: typeof status === 'number' && status >= 300 ? status : undefined,
    headers: textRecord(first('responseHeaders')),
    spoken: chain.flatMap(spokenBy).join('\n'),
    networkCode: chain.map(link => link.code).find(isNetworkCode),
    host: typeof url === 'string' && URL.canParse(url) ? new URL(url).host : 'the provider',
  }
}

type Link = Record<string, unknown>

/** The error and its causes, outermost first, read as plain objects. */
function causes(error: unknown): Link[] {
  const links: Link[] = []
  let current: unknown = error
  while (typeof current === 'object' && current !== null && links.length < 6) {
    const link = current
    links.push({
      ...link,
      ...Object.fromEntries(['name', 'message', 'code', 'cause'].map(key => [key, Reflect.get(link, key)])),
    })
    const errors: unknown = Reflect.get(link, 'errors')
    current =
      Reflect.get(link, 'cause') ??
      Reflect.get(link, 'lastError') ??
      (Array.isArray(errors) ? errors[0] : undefined)
  }
  return links
}

function spokenBy(link: Link): string[] {
  return [link.message, link.code, link.type, link.responseBody, link.data].flatMap(value =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? [JSON.stringify(value)]
        : [],
  )
}

function isNetworkCode(code: unknown): code is string {
  return (
    typeof code === 'string' &&
    /^(E[A-Z]{3,}|UND_ERR_[A-Z_]+|ERR_TLS_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*(CERT|SELF_SIGNED|VERIFY)[A-Z_]*)$/.test(
      code,
    )
  )
}

function textRecord(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) =>
      typeof text === 'string' ? [[key.toLowerCase(), text]] : [],
    ),
  )
}
