/** The fetch with which providers are called: keeps connections warm, never reaches a metadata address. */
import { isIP } from 'node:net'
import type { Agent, Dispatcher } from 'undici'

/**
 * Cloud metadata services, which hand out credentials to whoever asks. Private and loopback addresses are allowed,
 * because an administrator may run a model there.
 */
const refusedAddresses =
  /^(169\.254\.|100\.100\.100\.200$|168\.63\.129\.16$|192\.0\.0\.192$)|^(::ffff:)?(169\.254\.|a9fe:)|^fd00:0?ec2:|^fe80:/i
const refusedNames = /^(metadata|metadata\.google\.internal|instance-data(\.ec2\.internal)?)\.?$/i

/** Whether a literal address or a host name is one that a provider may never have. */
function isRefusedHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return refusedNames.test(bare) || (isIP(bare) !== 0 && refusedAddresses.test(bare))
}

/** Why an address cannot be a provider's, or null when it can. */
export function baseUrlProblem(baseUrl: string): string | null {
  if (!URL.canParse(baseUrl)) return 'The address is not a URL.'
  const url = new URL(baseUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'The address must start with http:// or https://.'
  if (url.username || url.password) return 'The address must not contain a user name or password.'
  if (isRefusedHost(url.hostname)) return 'The address belongs to a cloud metadata service.'
  return null
}

/** Milliseconds a connection is kept for the next step; a tool run in between should not cost a new handshake. */
const keepAliveMs = 30_000

let opened: Promise<{ fetch: typeof fetch; agent: Agent }> | undefined

/** Same shape as the global `fetch`. Redirects are not followed: a key must not travel to another host. */
export const providerFetch: typeof fetch = async (input, init) => {
  opened ??= open()
  const { fetch: call } = await opened
  const url = input instanceof Request ? input.url : String(input)
  const problem = baseUrlProblem(url)
  if (problem) throw Object.assign(new TypeError(problem), { code: 'EADDRNOTALLOWED' })
  return call(input, { ...init, redirect: 'manual' })
}

/** Loads what calling needs, so that a short time limit is spent on the call alone. */
export async function readyProviderConnections(): Promise<void> {
  opened ??= open()
  await opened
}

/** Closes the kept connections, so that a process can end. */
export async function closeProviderConnections(): Promise<void> {
  const current = opened
  opened = undefined
  if (current) await (await current).agent.destroy()
}

async function open(): Promise<{ fetch: typeof fetch; agent: Agent }> {
  const { Agent, buildConnector, fetch: undiciFetch } = await import('undici')
  const connect = buildConnector({ timeout: 10_000 })
  const agent = new Agent({
    keepAliveTimeout: keepAliveMs,
    // The caller's own timers watch the answer: a slow local model is not a broken one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      connect(options, (error, socket) => {
        if (error) return callback(error, null)
        if (isRefusedHost(socket.remoteAddress ?? '')) {
          socket.destroy()
          const refusal = new Error('The address belongs to a cloud metadata service.')
          return callback(Object.assign(refusal, { code: 'EADDRNOTALLOWED' }), null)
        }
        callback(null, socket)
      })
    },
  })
  const dispatcher: Dispatcher = agent
  const call: unknown = (input: Parameters<typeof undiciFetch>[0], init: Parameters<typeof undiciFetch>[1]) =>
    undiciFetch(input, { ...init, dispatcher })
  return { fetch: call as typeof fetch, agent }
}
