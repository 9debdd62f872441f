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
    if (!isAddress(hop)) return null
    if (!trustedProxies.some(proxy => isWithin(hop, proxy))) return ipaddr.process(hop).toString()
  }
  return null
}

/** Whether the text is an address or a CIDR range such as `10.0.0.0/24`. */
export function isAddressRange(text: string): boolean {
  return isAddress(text) || ipaddr.isValidCIDR(text)
}

/** Not the short forms such as `10.5`, which no header and no operator means. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
}

function isWithin(address: string, range: string): boolean {
  const [network = '', bits] = range.split('/')
  if (!isAddress(network)) return false
  const parsed = ipaddr.process(address)
  const base = ipaddr.process(network)
  if (parsed.kind() !== base.kind()) return false
  return parsed.match(base, bits === undefined ? parsed.toByteArray().length * 8 : Number(bits))
}
