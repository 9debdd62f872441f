import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashBytes, treeHash } from './tree-hash'

const files = fc.uniqueArray(
  fc.record({ path: fc.stringMatching(/^[a-zA-Z0-9 ._/-]{1,30}$/), bytes: fc.uint8Array({ maxLength: 40 }) }),
  { selector: entry => entry.path, minLength: 1, maxLength: 12 },
)
const hashOf = (entries: { path: string; bytes: Uint8Array }[]) =>
  treeHash(entries.map(entry => ({ path: entry.path, hash: hashBytes(entry.bytes) })))

describe('treeHash', () => {
  it('has a value that other programs can compute', () => {
    expect(hashOf([{ path: 'SKILL.md', bytes: new TextEncoder().encode('x') }])).toBe(
      hashBytes(new TextEncoder().encode(`SKILL.md\u0000${hashBytes(new TextEncoder().encode('x'))}\n`)),
    )
    expect(treeHash([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('does not depend on the order of the files', () => {
    fc.assert(
      fc.property(files, fc.infiniteStream(fc.nat()), (entries, random) => {
        const shuffled = entries
          .map(entry => ({ entry, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
        expect(hashOf(shuffled.map(item => item.entry))).toBe(hashOf(entries))
      }),
    )
  })

  it('changes with every byte, name, added and removed file', () => {
    fc.assert(
      fc.property(files, fc.nat(), (entries, pick) => {
        const before = hashOf(entries)
        const index = pick % entries.length
        const chosen = entries[index]
        if (!chosen) return
        const others = entries.filter(entry => entry !== chosen)
        const flipped = Uint8Array.from([...chosen.bytes, 1])
        expect(hashOf([...others, { ...chosen, bytes: flipped }])).not.toBe(before)
        expect(hashOf([...others, { ...chosen, path: `${chosen.path}~` }])).not.toBe(before)
        expect(hashOf(others)).not.toBe(before)
      }),
    )
  })

  it('cannot be moved between name and content', () => {
    fc.assert(
      fc.property(files, files, (a, b) => {
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        expect(hashOf(a) === hashOf(b)).toBe(same)
      }),
    )
  })
})

function sorted(entries: { path: string; bytes: Uint8Array }[]) {
  return entries.map(entry => [entry.path, hashBytes(entry.bytes)]).sort()
}
