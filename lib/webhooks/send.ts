/** One attempt at one delivery: a signed POST through the address guard. Redirects are answers, not ways. */
import { Agent, fetch as undiciFetch } from 'undici'
import { env } from '../env'
import { reefVersion } from '../shared/version'
import {
  type AddressPolicy,
  AddressRefused,
  checkHost,
  guardedConnector,
  publicOnly,
} from '../web/address-guard'
import { signatureHeaders } from './sign'

const connectMs = 5_000
const answerMs = 15_000
const maxExcerptBytes = 1_000

export interface SendOutcome {
  /** HTTP status; null when there was no answer. */
  status: number | null
  excerpt: string
  durationMs: number
  /** What a `Retry-After` in seconds asked for. */
  retryAfterMs?: number
}

/** Throws `AddressRefused` when the address can be seen to lead where no webhook may. */
export function checkWebhookUrl(url: string): void {
  const { hostname } = new URL(url)
  checkHost(hostname, portOf(url), policyFor(url))
}

/** Any web port of a public host; private hosts only where the operator allows them (`REEF_WEBHOOK_PRIVATE`). */
function policyFor(url: string): AddressPolicy {
  const port = portOf(url)
  const { hostname } = new URL(url)
  const isAllowed = env().webhookPrivate.some(
    each => each === `${hostname}:*` || each === `${hostname}:${port}`,
  )
  return {
    ...publicOnly,
    ports: port === 80 || port === 443 || port >= 1024 ? [port] : [],
    allowPrivate: isAllowed ? [`${hostname}:${port}`] : [],
  }
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url)
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

export interface Letter {
  url: string
  secret: string
  /** The same for every attempt, so that the receiver knows a repeat. */
  id: string
  body: string
}

/** Sends, and says what came of it. Never throws. */
export async function sendWebhook(
  { url, secret, id, body }: Letter,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const startedAt = performance.now()
  const took = () => Math.round(performance.now() - startedAt)
  const late = AbortSignal.timeout(answerMs)
  const agent = new Agent({ connect: guardedConnector(policyFor(url), connectMs), pipelining: 0 })
  try {
    const timestamp = Math.floor(Date.now() / 1000)
    const response = await undiciFetch(url, {
      method: 'POST',
      dispatcher: agent,
      redirect: 'manual',
      signal: AbortSignal.any([signal, late]),
      headers: {
        'content-type': 'application/json',
        'user-agent': `Reef/${reefVersion}`,
        ...signatureHeaders(secret, { id, timestamp, body }),
      },
      body,
    })
    const excerpt = (await beginningOf(response.body)).replaceAll(secret, '…')
    const seconds = Number(response.headers.get('retry-after') ?? '')
    return {
      status: response.status,
      excerpt,
      durationMs: took(),
      ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
    }
  } catch (error) {
    return { status: null, excerpt: whyNot(error, late.aborted), durationMs: took() }
  } finally {
    void agent.destroy()
  }
}

async function beginningOf(body: AsyncIterable<unknown> | null): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    if (!(chunk instanceof Uint8Array)) continue
    chunks.push(chunk)
    length += chunk.byteLength
    if (length >= maxExcerptBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxExcerptBytes).toString('utf8').replaceAll('\0', '')
}

function whyNot(error: unknown, isLate: boolean): string {
  if (isLate) return `No answer within ${answerMs / 1000} s.`
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AddressRefused) return cause.message
    const code = 'code' in cause ? String(cause.code) : ''
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the host is not known.'
    if (/^(E[A-Z]+|UND_ERR|ERR_|CERT_|DEPTH_|SELF_|UNABLE_)/.test(code))
      return `The connection failed (${code}).`
  }
  return 'The connection failed.'
}
