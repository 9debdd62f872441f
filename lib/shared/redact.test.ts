import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileRedactor } from './redact'

const secret = fc
  .string({ minLength: 8, maxLength: 60, unit: 'grapheme-ascii' })
  .filter(text => text.trim() === text)

/** Ways in which a secret leaves a program. */
const disguises: [string, (secret: string) => string][] = [
  ['as it is', text => text],
  ['as hex', text => Buffer.from(text).toString('hex')],
  ['as upper-case hex', text => Buffer.from(text).toString('hex').toUpperCase()],
  ['URL-encoded', text => encodeURIComponent(text)],
  ['JSON-escaped', text => JSON.stringify(text).slice(1, -1)],
]

describe('a secret is found', () => {
  test.each(disguises)('%s', (_name, disguise) => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const text = `${before}${disguise(value)}${after}`
        expect(compileRedactor([value]).redact(text)).not.toContain(disguise(value))
      }),
    )
  })

  test.each(['base64', 'base64url'] as const)('inside %s, at any alignment', encoding => {
    fc.assert(
      fc.property(
        secret,
        fc.string({ unit: 'grapheme-ascii' }),
        fc.string({ unit: 'grapheme-ascii' }),
        (value, before, after) => {
          const encoded = Buffer.from(before + value + after).toString(encoding)
          const redacted = compileRedactor([value]).redact(encoded)
          expect(redacted).toContain('[redacted]')
          expect(Buffer.from(redacted.replaceAll('[redacted]', ''), encoding).toString()).not.toContain(value)
        },
      ),
    )
  })
})

test('other text stays as it is', () => {
  const { redact } = compileRedactor(['correct-horse-battery'])
  fc.assert(
    fc.property(fc.string(), text => {
      expect(redact(text)).toBe(text)
    }),
  )
})

test('values too short to be secrets are left alone', () => {
  expect(compileRedactor(['', 'abc']).redact('abc abc')).toBe('abc abc')
})

test('the longer of two secrets with one beginning goes whole', () => {
  expect(compileRedactor(['token-1', 'token-1-long']).redact('x token-1-long y')).toBe('x [redacted] y')
})

describe('in pieces', () => {
  test('cut anywhere, the result is that of the whole text', () => {
    const parts = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('sk-live-12345', 'sk-live', 'c2stbGl2ZS0xMjM0NQ', 'tok€n-ünïcode'),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(parts, fc.array(fc.nat({ max: 9 }), { minLength: 1 }), (texts, lengths) => {
        const redactor = compileRedactor(['sk-live-12345', 'tok€n-ünïcode'])
        const whole = texts.join('')
        const stream = redactor.stream()
        let seen = ''
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const length = (lengths[turn % lengths.length] ?? 0) + 1
          seen += stream.push(whole.slice(at, at + length))
          at += length
        }
        expect(seen + stream.end()).toBe(redactor.redact(whole))
      }),
      { numRuns: 500 },
    )
  })

  test('no more is held back than the longest form needs', () => {
    const stream = compileRedactor(['secret-value']).stream()
    const shown = stream.push('a'.repeat(1000))
    expect(shown.length).toBeGreaterThan(1000 - 4 * 'secret-value'.length)
  })

  test('without secrets nothing is held back', () => {
    expect(compileRedactor([]).stream().push('abc')).toBe('abc')
  })
})
