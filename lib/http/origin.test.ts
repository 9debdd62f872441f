import { expect, test } from 'vitest'
import { clientAddress, isAddressRange } from './client-address'
import { isOwnHost } from './origin'

test('the public origin is a host of ours, to the letter', () => {
  const origin = 'https://reef.example.com'
  expect(isOwnHost('reef.example.com', origin)).toBe(true)
  expect(isOwnHost('REEF.example.com', origin)).toBe(true)
  for (const host of [
    'example.com',
    'reef.example.com:8080',
    'reef.example.com.evil.example',
    'x.reef.example.com',
  ]) {
    expect(isOwnHost(host, origin), host).toBe(false)
  }
})

test('forwarding headers count only behind a trusted proxy, and only what the proxy wrote (C29)', () => {
  const from = (forwarded: string, proxies: string[]) =>
    clientAddress(new Headers({ 'x-forwarded-for': forwarded }), proxies)
  expect(from('203.0.113.9', [])).toBeNull()
  expect(from('1.1.1.1, 203.0.113.9, 10.0.0.5', ['10.0.0.0/24'])).toBe('203.0.113.9')
  expect(from('1.1.1.1, 203.0.113.9', ['10.0.0.5'])).toBe('203.0.113.9')
  expect(from('1.1.1.1, ::ffff:10.0.0.5', ['10.0.0.5'])).toBe('1.1.1.1')
  expect(from('1.1.1.1, garbage', ['10.0.0.5'])).toBeNull()
  expect(from('10.0.0.7, 10.0.0.5', ['10.0.0.0/24'])).toBeNull()
  expect(from('', ['10.0.0.0/24'])).toBeNull()
})

test('a trusted proxy is an address or a range', () => {
  expect(['10.0.0.5', '10.0.0.0/24', '::1', 'fd00::/8'].filter(isAddressRange)).toHaveLength(4)
  expect(['', 'proxy.local', '10.0.0.0/33', '10.0.0'].filter(isAddressRange)).toEqual([])
})
