import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeptOutput } from './kept-output'

test('what fits is kept whole, in however many pieces it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 20 }), pieces => {
      const kept = new KeptOutput(10_000)
      for (const piece of pieces) kept.push(Buffer.from(piece))
      expect(kept.text()).toBe(pieces.join(''))
    }),
  )
})

test('of more, the head and the tail are kept and the rest is counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 0, max: 5000 }), (size, more) => {
      const text = Array.from({ length: 1001 + more }, (_, index) => String(index % 10)).join('')
      const kept = new KeptOutput(1000)
      for (let at = 0; at < text.length; at += size) kept.push(Buffer.from(text.slice(at, at + size)))
      const left = text.length - 1000
      expect(kept.text()).toBe(`${text.slice(0, 500)}\n[… ${left} bytes left out …]\n${text.slice(-500)}`)
    }),
  )
})

test('no half characters at the cut', () => {
  const kept = new KeptOutput(11)
  kept.push(Buffer.from('é'.repeat(100)))
  expect(kept.text()).not.toContain('\uFFFD')
})
