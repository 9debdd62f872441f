import { NextRequest } from 'next/server'
import { describe, expect, test } from 'vitest'
import { proxy } from './proxy'

function visit(path: string, headers: Record<string, string> = {}) {
  return proxy(
    new NextRequest(`http://localhost:3000${path}`, { headers: { host: 'localhost:3000', ...headers } }),
  )
}

test('every page gets a policy with a nonce of its own, which Next sees too', () => {
  const nonceOf = (response: Response) =>
    /script-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)' 'strict-dynamic';/.exec(
      response.headers.get('content-security-policy') ?? '',
    )?.[1]
  const first = visit('/sign-in')
  expect(nonceOf(first)).toBeDefined()
  expect(nonceOf(first)).not.toBe(nonceOf(visit('/sign-in')))
  expect(first.headers.get('x-middleware-request-content-security-policy')).toBe(
    first.headers.get('content-security-policy'),
  )
  expect(first.headers.get('x-content-type-options')).toBe('nosniff')
  expect(first.headers.get('referrer-policy')).toBe('no-referrer')
})

describe('without a session cookie', () => {
  test.each([
    ['/', '/sign-in'],
    ['/tasks', '/sign-in?next=%2Ftasks'],
    ['/runs/run_1?step=3', '/sign-in?next=%2Fruns%2Frun_1%3Fstep%3D3'],
    ['/setupx', '/sign-in?next=%2Fsetupx'],
  ])('%s leads to %s', (path, location) => {
    const response = visit(path)
    expect([response.status, response.headers.get('location')]).toEqual([
      307,
      `http://localhost:3000${location}`,
    ])
  })

  test.each(['/sign-in', '/setup', '/invite/invitation_1'])('%s is open', path => {
    expect(visit(path).headers.get('location')).toBeNull()
  })
})

test('with a session cookie the page itself decides', () => {
  for (const name of ['reef.session_token', '__Secure-reef.session_token']) {
    expect(visit('/tasks', { cookie: `${name}=anything` }).headers.get('location')).toBeNull()
  }
})

test('a name that was rebound to this machine gets no page (WEB-3)', () => {
  expect(visit('/sign-in', { host: 'evil.example:3000' }).status).toBe(421)
})
