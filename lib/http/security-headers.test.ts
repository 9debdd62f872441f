import { expect, test } from 'vitest'
import { contentSecurityPolicy, pageHeaders } from './security-headers'

test('a page runs scripts with its nonce only and talks to nobody else', () => {
  expect(contentSecurityPolicy('abc', { development: false, secure: false })).toBe(
    "default-src 'self'; script-src 'self' 'nonce-abc' 'strict-dynamic'; style-src 'self' 'nonce-abc'; style-src-attr 'unsafe-inline'; " +
      "img-src 'self' blob: data:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; " +
      "form-action 'self'; frame-ancestors 'none'",
  )
})

test('only development may evaluate code', () => {
  expect(contentSecurityPolicy('abc', { development: true, secure: false })).toContain("'unsafe-eval'")
  const policy = contentSecurityPolicy('abc', { development: false, secure: true })
  expect(policy.split('; ').filter(directive => directive.includes('unsafe'))).toEqual([
    "style-src-attr 'unsafe-inline'",
  ])
})

test('browsers are told to stay with https only where there is https', () => {
  expect(pageHeaders({ development: false, secure: false })).not.toHaveProperty('strict-transport-security')
  expect(pageHeaders({ development: false, secure: true })).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
})
