/** The net address that a request comes from, as far as it can be believed. */
import ipaddr from 'ipaddr.js'

/**
 * The right-most address of X-Forwarded-For that is not one of our own proxies: everything left of it was written by
 * the caller. Without trusted proxies (REEF_TRUSTED_PROXY, addresses or CIDR ranges by comma) the header is ignored
 * and the answer is null.
 */
export function clientAddress(headers: Headers, trustedProxies: readonly string[]): string | null {
  if (trustedProxies.length === 0) return null
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map(hop => hop.trim())
  for (const hop of hops.reverse()) {
    if (!ipaddr.isValid(hop)) return null
    if (!trustedProxies.some(proxy => isWithin(hop, proxy))) return ipaddr.process(hop).toString()
  }
  return null
}

/** The proxies that the operator named. */
export function trustedProxies(): string[] {
  // biome-ignore lint/complexity/useLiteralKeys: process.env has an index signature
  const list = process.env['REEF_TRUSTED_PROXY'] ?? ''
  return list.split(',').flatMap(entry => entry.trim() || [])
}

function isWithin(address: string, range: string): boolean {
  const [network = '', bits] = range.split('/')
  if (!ipaddr.isValid(network)) return false
  const parsed = ipaddr.process(address)
  const base = ipaddr.process(network)
  if (parsed.kind() !== base.kind()) return false
  return parsed.match(base, bits === undefined ? parsed.toByteArray().length * 8 : Number(bits))
}
