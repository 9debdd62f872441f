import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCatalog, catalogLine } from './catalog'

const entries = fc.array(
  fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    description: fc.string({ maxLength: 200 }),
  }),
  { maxLength: 20 },
)

describe('buildCatalog', () => {
  it('lists one line per skill, sorted, without hidden characters or line ends', () => {
    const text = buildCatalog([
      { name: 'research', description: 'Find\r\nsources.\u202e\u{E0041}' },
      { name: 'data-analysis', description: 'Read tables.' },
    ])
    expect(text).toBe('- data-analysis: Read tables.\n- research: Find sources.')
    expect(buildCatalog([])).toBe('')
    expect(catalogLine({ name: 'a', description: '' })).toBe('- a')
  })

  it('cuts the longest descriptions first, and names last', () => {
    const long = {
      name: 'long',
      description: 'It explains many things at great length and then goes on for a while',
    }
    const short = { name: 'short', description: 'Brief words.' }
    expect(buildCatalog([long, short], 66)).toBe(
      '- long: It explains many things at great…\n- short: Brief words.',
    )
    expect(buildCatalog([long, short], 25)).toBe('- long\n- short')
    expect(buildCatalog([long, short, { name: 'zebra', description: 'x' }], 18)).toBe('- long\n- short')
  })

  it('never passes its budget, gives equal bytes for any order and keeps whole what fits', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 20, max: 3000 }), (skills, budget) => {
        const unique = [...new Map(skills.map(skill => [skill.name, skill])).values()]
        const text = buildCatalog(unique, budget)
        expect(text.length).toBeLessThanOrEqual(budget)
        expect(buildCatalog([...unique].reverse(), budget)).toBe(text)
        const whole = buildCatalog(unique, Number.MAX_SAFE_INTEGER)
        if (whole.length <= budget) expect(text).toBe(whole)
        const names = unique.reduce((sum, skill) => sum + skill.name.length + 3, -1)
        if (names <= budget && unique.length > 0) expect(text.split('\n')).toHaveLength(unique.length)
      }),
    )
  })
})
