import { describe, expect, it } from 'vitest'
import { formatAgo, formatBytes, formatCount, formatDollars, formatDuration, formatPlural } from './format'

describe('formats', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1k'],
    [1234, '1.2k'],
    [83_100, '83k'],
    [999_600, '1M'],
    [2_500_000, '2.5M'],
  ])('count %d is %s', (value, text) => expect(formatCount(value)).toBe(text))

  it.each([
    [0, '$0.00'],
    [0.00001, '<$0.0001'],
    [0.0096, '$0.0096'],
    [0.42, '$0.420'],
    [1234.5, '$1,234.50'],
  ])('%d dollars are %s', (value, text) => expect(formatDollars(value)).toBe(text))

  it.each([
    [12, '12 ms'],
    [999.7, '1.0 s'],
    [2_400, '2.4 s'],
    [9_970, '10 s'],
    [72_000, '1 min 12 s'],
    [3_900_000, '1 h 05 min'],
  ])('%d milliseconds are %s', (value, text) => expect(formatDuration(value)).toBe(text))

  it('tells how long ago something was, in one unit', () => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    const ago = (seconds: number) => formatAgo(new Date(now - seconds * 1000).toISOString(), now)
    expect([0, 12, 240, 7200, 200_000, 4_000_000].map(ago)).toEqual([
      'now',
      '12 s',
      '4 min',
      '2 h',
      '2 d',
      '2026-10-05',
    ])
    expect(formatAgo(new Date(now + 5000).toISOString(), now)).toBe('now')
  })

  it('counts things and bytes', () => {
    expect([formatPlural(1, 'file'), formatPlural(2, 'file'), formatPlural(0, 'entry', 'entries')]).toEqual([
      '1 file',
      '2 files',
      '0 entries',
    ])
    expect([999, 48_219, 8_830_000].map(formatBytes)).toEqual(['999 B', '48 kB', '8.8 MB'])
  })
})
