/**
 * Decides which addresses Reef may connect to on behalf of a model or a page, and holds every connection to it.
 *
 * The check is made at connect time, on the addresses that the connection will use, so that a name cannot resolve to
 * something else between a check and its use (DNS rebinding). All addresses of a name must pass; the address at the
 * other end of the socket is checked once more.
 */
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'

export interface Address {
  address: string
  family: number
}
export type Resolver = (host: string) => Promise<Address[]>

export interface AddressPolicy {
  /** Ports that may be reached on public addresses. */
  ports: readonly number[]
  /** Exact `host:port` pairs that may be reached although private: what an administrator configured. */
  allowPrivate: readonly string[]
  resolve: Resolver
}

export const publicOnly: AddressPolicy = {
  ports: [80, 443],
  allowPrivate: [],
  resolve: host => lookup(host, { all: true, verbatim: true }),
}

/** Why a connection or a request was refused, in a sentence for a model or a person. */
export class AddressRefused extends Error {
  override name = 'AddressRefused'
}

/**
 * Ranges that ipaddr.js calls unicast although they lead inside or through a translator: IPv4-compatible (RFC 4291),
 * NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380), and Azure's platform address.
 */
const deniedRanges = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
  '2001::/32',
  '168.63.129.16/32',
].map(range => ipaddr.parseCIDR(range))
/** Cloud metadata services hand out credentials: not even an administrator's exception reaches them. */
const metadataRanges = [
  '169.254.0.0/16',
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::/32',
].map(range => ipaddr.parseCIDR(range))

/** Whether an address literal belongs to a public host. Anything that is not an address does not. */
export function isPublicAddress(text: string): boolean {
  const address = parse(text)
  if (address?.range() !== 'unicast') return false
  return !isIn(address, deniedRanges) && !ownAddresses().has(address.toString())
}

function isMetadataAddress(text: string): boolean {
  const address = parse(text)
  return address !== null && isIn(address, metadataRanges)
}

/** Throws `AddressRefused` unless the host (a name or a literal) may be called on this port by its text alone. */
export function checkHost(host: string, port: number, policy: AddressPolicy): void {
  const bare = bareHost(host)
  const excepted = isExcepted(bare, port, policy)
  if (!excepted && !policy.ports.includes(port)) throw new AddressRefused(`Port ${port} is not allowed.`)
  if (isIP(bare) !== 0) checkAddress(bare, excepted)
}

/**
 * Resolves a name for a connection. Throws `AddressRefused` when any of its addresses may not be reached, so that a
 * name with one public and one private address gains nothing.
 */
export async function resolveGuarded(host: string, port: number, policy: AddressPolicy): Promise<Address[]> {
  const addresses = await policy.resolve(host)
  if (addresses.length === 0) throw new AddressRefused(`${host} has no address.`)
  const excepted = isExcepted(host, port, policy)
  for (const { address } of addresses) checkAddress(address, excepted)
  return addresses
}

/** A connector for undici that lets through only what the policy allows. */
export function guardedConnector(policy: AddressPolicy, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    const host = bareHost(options.hostname)
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    try {
      checkHost(host, port, policy)
    } catch (error) {
      return callback(asError(error), null)
    }
    const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(port, policy) })
    connect(options, (error, socket) => {
      if (error || !socket) return callback(error ?? new Error('No connection'), null)
      try {
        checkAddress(socket.remoteAddress ?? '', isExcepted(host, port, policy))
      } catch (refused) {
        socket.destroy()
        return callback(asError(refused), null)
      }
      callback(null, socket)
    })
  }
}

function guardedLookup(port: number, policy: AddressPolicy): LookupFunction {
  return (host, options, callback) => {
    resolveGuarded(host, port, policy).then(
      addresses => {
        const [first] = addresses
        if (options.all) callback(null, addresses)
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: unknown) => callback(asError(error), []),
    )
  }
}

function checkAddress(address: string, excepted: boolean): void {
  if (isMetadataAddress(address)) throw new AddressRefused('Metadata addresses of clouds are never reached.')
  if (!excepted && !isPublicAddress(address)) throw new AddressRefused(`${address} is not a public address.`)
}

function isExcepted(host: string, port: number, policy: AddressPolicy): boolean {
  return policy.allowPrivate.includes(`${bareHost(host)}:${port}`)
}

/** IPv4 inside IPv6 (`::ffff:127.0.0.1`) is judged as the IPv4 address it stands for. */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = bareHost(text).replace(/%.*$/, '')
  // ipaddr.js alone would also take old forms such as `1.2.3`.
  return isIP(bare) !== 0 ? ipaddr.process(bare) : null
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][]): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}

/** A server's own public address leads back to it, past whatever guards its front. */
function ownAddresses(): Set<string> {
  const own = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return new Set(own.flatMap(({ address }) => parse(address)?.toString() ?? []))
}

function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
