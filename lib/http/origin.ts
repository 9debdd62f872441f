/** Where a request comes from: our own host and, for anything that changes something, our own origin. */
import { env } from '../env'
import { AppError } from './errors'

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Refuses a Host header that is not ours: a name that was rebound to loopback must not reach the API. */
export function requireOwnHost(request: Request): void {
  const host = request.headers.get('host') ?? ''
  if (isOwnHost(host)) return
  throw new AppError(
    'foreign-host',
    'This address is not one that Reef answers to. Set REEF_ORIGIN to allow it.',
  )
}

/** Whether a Host header names this machine's loopback, on any port, or the public origin (`REEF_ORIGIN`). */
export function isOwnHost(host: string, origin: string | undefined = env().origin): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return loopbackNames.has(name) || (origin !== undefined && new URL(origin).host === host.toLowerCase())
}

/** Refuses changes that a page of another origin asks for (CSRF). Reads carry no such risk: nothing is shared by CORS. */
export function requireOwnOrigin(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const foreignSite = site !== null && site !== 'same-origin' && site !== 'none'
  const foreignOrigin = origin !== null && !isSameHost(origin, request.headers.get('host'))
  if (foreignSite || foreignOrigin) {
    throw new AppError('foreign-origin', 'This request comes from another site.')
  }
}

function isSameHost(origin: string, host: string | null): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.host === host?.toLowerCase() || url.origin === env().origin
}
