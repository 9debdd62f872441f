import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStorable, storable, storableText } from './storable'

test('NUL and lone surrogates become U+FFFD; whole pairs stay', () => {
  expect(storableText('a\0b')).toBe('a\ufffdb')
  expect(storableText('\ud83dx')).toBe('\ufffdx')
  expect(storableText('x\ude00')).toBe('x\ufffd')
  expect(storableText('😀')).toBe('😀')
})

test('a key that is JavaScript’s own is dropped, at any depth', () => {
  const value = JSON.parse('{"a":[{"__proto__":{"admin":true},"b":"\\u0000"}]}')
  expect(storable(value)).toEqual({ a: [{ b: '\ufffd' }] })
  expect(isStorable(value)).toBe(false)
})

test('what is fine is not copied, and what was mended is fine', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false, stringUnit: 'binary' }), value => {
      const mended = storable(value)
      expect(isStorable(mended)).toBe(true)
      if (isStorable(value)) expect(mended).toBe(value)
    }),
  )
})
