import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type AddressPolicy, checkHost, isPublicAddress, publicOnly, resolveGuarded } from './address-guard'

const privateForms: [what: string, url: string][] = [
  ['loopback', 'http://127.0.0.1/'],
  ['loopback, another', 'http://127.8.9.10/'],
  ['decimal', 'http://2130706433/'],
  ['hexadecimal', 'http://0x7f000001/'],
  ['hexadecimal parts', 'http://0x7f.0.0.1/'],
  ['octal', 'http://0177.0.0.1/'],
  ['short', 'http://127.1/'],
  ['zero', 'http://0/'],
  ['zero address', 'http://0.0.0.0/'],
  ['full-width digits', 'http://１２７.０.０.１/'],
  ['encoded dots', 'http://127%2e0%2e0%2e1/'],
  ['IPv6 loopback', 'http://[::1]/'],
  ['IPv6 any', 'http://[::]/'],
  ['IPv4-mapped', 'http://[::ffff:127.0.0.1]/'],
  ['IPv4-mapped, hexadecimal', 'http://[::ffff:7f00:1]/'],
  ['IPv4-compatible', 'http://[::127.0.0.1]/'],
  ['NAT64', 'http://[64:ff9b::7f00:1]/'],
  ['local NAT64', 'http://[64:ff9b:1::7f00:1]/'],
  ['6to4', 'http://[2002:7f00:1::]/'],
  ['Teredo', 'http://[2001:0:1::1]/'],
  ['unique local', 'http://[fd00::1]/'],
  ['link local', 'http://[fe80::1]/'],
  ['site local', 'http://[fec0::1]/'],
  ['multicast, IPv6', 'http://[ff02::1]/'],
  ['documentation, IPv6', 'http://[2001:db8::1]/'],
  ['class A', 'http://10.0.0.1/'],
  ['class B', 'http://172.16.0.1/'],
  ['class C', 'http://192.168.1.1/'],
  ['carrier NAT', 'http://100.64.0.1/'],
  ['metadata', 'http://169.254.169.254/latest/meta-data/'],
  ['metadata, mapped', 'http://[::ffff:169.254.169.254]/'],
  ['metadata, AWS IPv6', 'http://[fd00:ec2::254]/'],
  ['metadata, Alibaba', 'http://100.100.100.200/'],
  ['metadata, Oracle', 'http://192.0.0.192/'],
  ['Azure platform', 'http://168.63.129.16/'],
  ['broadcast', 'http://255.255.255.255/'],
  ['multicast', 'http://224.0.0.1/'],
  ['benchmark', 'http://198.18.0.1/'],
  ['reserved', 'http://240.0.0.1/'],
]

test.each(privateForms)('%s is refused: %s', (_what, text) => {
  const url = new URL(text)
  expect(() => checkHost(url.hostname, 80, publicOnly)).toThrow(/public address|Metadata/)
})

test.each(['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', address => {
  expect(isPublicAddress(address)).toBe(true)
})

test('what is no address is not public, and the addresses of this machine are not', () => {
  const own = Object.values(networkInterfaces()).flatMap(list => list?.map(({ address }) => address) ?? [])
  expect(['', 'localhost', '1.2.3', ...own].filter(isPublicAddress)).toEqual([])
})

describe('names', () => {
  const resolving = (...addresses: string[]): AddressPolicy => ({
    ...publicOnly,
    resolve: async () => addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
  })

  test('every address of a name must be public', async () => {
    await expect(resolveGuarded('a.test', 80, resolving('1.1.1.1', '8.8.8.8'))).resolves.toHaveLength(2)
    await expect(resolveGuarded('a.test', 80, resolving('1.1.1.1', '10.0.0.1'))).rejects.toThrow('10.0.0.1')
    await expect(resolveGuarded('a.test', 80, resolving('1.1.1.1', '::ffff:127.0.0.1'))).rejects.toThrow(
      'not a public',
    )
    await expect(resolveGuarded('a.test', 80, resolving())).rejects.toThrow('no address')
  })

  test('an exception holds for one host and port, and never for metadata', async () => {
    const policy = { ...resolving('127.0.0.1'), allowPrivate: ['ollama.test:11434', '169.254.169.254:80'] }
    await expect(resolveGuarded('ollama.test', 11434, policy)).resolves.toHaveLength(1)
    await expect(resolveGuarded('other.test', 11434, policy)).rejects.toThrow('not a public')
    expect(() => checkHost('ollama.test', 11435, policy)).toThrow('Port 11435')
    expect(() => checkHost('169.254.169.254', 80, policy)).toThrow('Metadata')
  })
})
