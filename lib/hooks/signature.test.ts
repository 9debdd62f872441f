import fc from 'fast-check'
import { expect, test } from 'vitest'
import { valueAt, valuesFrom } from './json-pointer'
import { callProblem, makeSecret, signCall, toleranceSeconds } from './signature'

test('the example of Standard Webhooks is good (R83)', () => {
  // From the reference implementation's tests: https://github.com/standard-webhooks/standard-webhooks
  const signed = signCall(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330,
    Buffer.from('{"test": 2432232314}'),
  )
  expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('a call is good for who has the secret, and for nobody else (R83)', () => {
  const secret = makeSecret()
  const seconds = 1_800_000_000
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 59 }), (body, at) => {
      const headers = new Headers(signCall(secret, 'msg_1', seconds, body))
      expect(callProblem('signature', secret, headers, body, seconds * 1000)).toBeNull()
      expect(callProblem('signature', makeSecret(), headers, body, seconds * 1000)).toBe(
        'The signature is wrong.',
      )
      const changed = Uint8Array.from(body, (byte, index) =>
        index === at % (body.length || 1) ? byte ^ 1 : byte,
      )
      if (body.length > 0)
        expect(callProblem('signature', secret, headers, changed, seconds * 1000)).toBe(
          'The signature is wrong.',
        )
    }),
    { numRuns: 50 },
  )
  const headers = new Headers(signCall(secret, 'msg_1', seconds, new Uint8Array()))
  const later = (seconds + toleranceSeconds + 1) * 1000
  expect(callProblem('signature', secret, headers, new Uint8Array(), later)).toMatch(/five minutes/)
  expect(callProblem('signature', secret, new Headers(), new Uint8Array(), later)).toMatch(/not signed/)
  const bearer = (sent: string) => new Headers({ authorization: `Bearer ${sent}` })
  expect(callProblem('bearer', secret, bearer(secret), new Uint8Array(), 0)).toBeNull()
  expect(callProblem('bearer', secret, bearer(`${secret}x`), new Uint8Array(), 0)).toBe(
    'The secret is wrong.',
  )
})

test('pointers take what RFC 6901 says (R83)', () => {
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, deep: { er: null } }
  expect(['/foo/0', '/', '/a~1b', '/m~0n', '/deep/er'].map(pointer => valueAt(document, pointer))).toEqual([
    'bar',
    0,
    1,
    8,
    null,
  ])
  expect(
    ['/nothing', '/foo/2', '/foo/01', '/constructor', '/foo/0/x'].map(each => valueAt(document, each)),
  ).toEqual(Array(5).fill(undefined))
  expect(valuesFrom(document, { a: '/foo', b: '/none', c: '/m~0n' })).toEqual({ a: '["bar","baz"]', c: 8 })
})
