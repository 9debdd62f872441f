import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnsi } from './ansi'

const plain = (input: string) =>
  parseAnsi(input)
    .map(span => span.text)
    .join('')

describe('parseAnsi', () => {
  it('keeps colours and weight, and ends them', () => {
    expect(parseAnsi('\u001b[31mred\u001b[0m \u001b[1;92mok\u001b[22m\u001b[39m.')).toEqual([
      { text: 'red', className: 'text-failed' },
      { text: ' ', className: '' },
      { text: 'ok', className: 'text-succeeded font-semibold' },
      { text: '.', className: '' },
    ])
  })

  it('drops links, titles, clipboard writes and cursor moves', () => {
    expect(
      plain('\u001b]52;c;ZXZpbA==\u0007a\u001b]8;;http://x\u001b\\b\u001b]8;;\u001b\\\u001b[2J\u001b[Hc'),
    ).toBe('abc')
  })

  it('passes over colours that the theme does not have', () => {
    expect(parseAnsi('\u001b[38;2;1;2;3mtrue\u001b[38;5;196mindexed')).toEqual([
      { text: 'trueindexed', className: '' },
    ])
  })

  it('rewrites a line as a progress bar means it', () => {
    expect(plain('10 %\r50 %\r100 %\nnext\r\nline')).toBe('100 %\nnext\nline')
  })

  it('never leaves a control character, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (noise, text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be left
        expect(plain(`${noise}\u001b[${text}`)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
      }),
    )
  })
})
