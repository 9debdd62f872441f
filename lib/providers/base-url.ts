/** Addresses as people write them, brought into the form that the vendors' clients expect. */
import { type VendorId, vendors } from './vendors'

/** Vendors whose interface lies under `/v1`, which people leave out of the address. */
const underVersion: readonly VendorId[] = [
  'openai',
  'openai-compatible',
  'anthropic',
  'minimax',
  'moonshotai',
  'xai',
  'xiaomi',
]
/** Of these, the ones that take any path before `/v1`. */
const afterAnyPath: readonly VendorId[] = ['anthropic', 'minimax']

/**
 * Adds a missing scheme and a missing `/v1`, drops trailing slashes and, for Ollama, everything behind the port.
 * Text that is no address comes back unchanged; `baseUrlProblem` then says so.
 */
export function normalizeBaseUrl(vendor: VendorId, text: string): string {
  const trimmed = text.trim().replace(/\/+$/, '')
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  if (!URL.canParse(withScheme)) return trimmed
  const url = new URL(withScheme)
  if (vendor === 'ollama') return ollamaAddress(url, trimmed)
  const isBare = url.pathname === '/'
  const isOpenEnded = afterAnyPath.includes(vendor) && !/\/v\d+\w*$/.test(url.pathname)
  const suffix = underVersion.includes(vendor) && (isBare || isOpenEnded) ? '/v1' : ''
  return withScheme + suffix
}

/** The address to use: the given one, else the vendor's own; null where there is none. */
export function effectiveBaseUrl(vendor: VendorId, baseUrl: string | null): string | null {
  return baseUrl ? normalizeBaseUrl(vendor, baseUrl) : vendors[vendor].defaultBaseUrl
}

/** `OLLAMA_HOST` is also the address the server binds to: every interface means this machine, no port means 11434. */
function ollamaAddress(url: URL, text: string): string {
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1'
  const hasPort = url.port !== '' || /:(80|443)$/.test(text) || /^https:/i.test(text)
  if (!hasPort) url.port = '11434'
  const path = url.pathname.replace(/\/(api|v1)?\/?$/, '')
  return `${url.protocol}//${url.host}${path}`
}
