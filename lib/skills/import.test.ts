import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { importFiles, importPaste, importZip } from './import'

const text = (name: string, description = 'Does a thing.') =>
  `---\nname: ${name}\ndescription: ${description}\nlicense: MIT\n---\nBody\n`
const file = (path: string, content = text('a')) => ({ path, bytes: strToU8(content) })

/** folder → name, or the codes that skipped it. */
function outcome(files: { path: string; bytes: Uint8Array }[]) {
  const result = importFiles(files)
  if (!result.ok) return result.code
  return Object.fromEntries(
    result.items.map(item => [
      item.folder,
      item.kind === 'skill'
        ? item.name
        : item.diagnostics.filter(found => found.severity === 'error').map(found => found.code),
    ]),
  )
}

describe('importFiles', () => {
  it('finds a skill at the root, in nested folders and in plugin layouts', () => {
    expect(outcome([file('SKILL.md', text('root')), file('references/a.md', 'x')])).toEqual({ '': 'root' })
    expect(
      outcome([
        file('repo-main/README.md', 'x'),
        file('repo-main/plugins/data/skills/sql/SKILL.md', text('sql')),
        file('repo-main/plugins/data/skills/sql/references/x.md', 'x'),
        file('repo-main/.claude/skills/deep/SKILL.md', text('deep')),
        file('repo-main/skill/skill.md', text('skill')),
      ]),
    ).toEqual({
      'repo-main/.claude/skills/deep': 'deep',
      'repo-main/plugins/data/skills/sql': 'sql',
      'repo-main/skill': 'skill',
    })
  })

  it('keeps a SKILL.md inside a skill as its file, unless a skills folder lies between', () => {
    const files = [
      file('a/SKILL.md', text('a')),
      file('a/templates/SKILL.md', text('template')),
      file('a/skills/b/SKILL.md', text('b')),
      file('a/skills/b/x.md', 'x'),
    ]
    expect(outcome(files)).toEqual({ a: 'a', 'a/skills/b': 'b' })
    const result = importFiles(files)
    const paths =
      result.ok && result.items.map(item => item.kind === 'skill' && item.files.map(part => part.path))
    expect(paths).toEqual([
      ['SKILL.md', 'templates/SKILL.md'],
      ['SKILL.md', 'x.md'],
    ])
  })

  it('skips what cannot be used and says why, without losing the others', () => {
    expect(
      outcome([
        file('good/SKILL.md', text('good')),
        file('no-description/SKILL.md', '---\nname: no-description\n---\nx'),
        file('broken/SKILL.md', '---\nname: [broken\n---\nx'),
        file('plain/SKILL.md', '# Just text'),
        file('1/2/3/4/5/6/SKILL.md', text('six')),
        file('1/2/3/4/5/6b/7/SKILL.md', text('seven')),
        { path: 'binary/SKILL.md', bytes: new Uint8Array([0, 1, 2, 255]) },
      ]),
    ).toEqual({
      good: 'good',
      'no-description': ['description-missing'],
      broken: ['yaml-broken'],
      plain: ['frontmatter-missing'],
      '1/2/3/4/5/6': 'six',
      '1/2/3/4/5/6b/7': ['too-deep'],
      binary: ['frontmatter-missing'],
    })
  })

  it('caps one skill without refusing the others', () => {
    const many = Array.from({ length: 500 }, (_, index) => file(`many/${index}.md`, 'x'))
    const large = { path: 'large/data.bin', bytes: new Uint8Array(10 * 1024 * 1024 + 1) }
    expect(
      outcome([
        file('many/SKILL.md', text('many')),
        ...many,
        file('large/SKILL.md', text('large')),
        large,
        file('ok/SKILL.md', text('ok')),
      ]),
    ).toEqual({ many: ['too-many-files'], large: ['too-large'], ok: 'ok' })
  })

  it('gives a name to the first of two, whatever the order of the upload', () => {
    const files = [file('b/SKILL.md', text('same')), file('a/SKILL.md', text('same'))]
    expect(outcome(files)).toEqual({ a: 'same', b: ['name-taken'] })
    expect(outcome([...files].reverse())).toEqual({ a: 'same', b: ['name-taken'] })
  })

  it('keeps a safe library name beside any name in the front matter, and flags lookalikes', () => {
    const names = (name: string, folder = 'folder') => outcome([file(`${folder}/SKILL.md`, text(name))])
    expect(names('"../../etc"')).toEqual({ folder: 'etc' })
    expect(names('My Great_Skill')).toEqual({ folder: 'my-great-skill' })
    expect(names('"***"')).toEqual({ folder: 'folder' })
    expect(names('"***"', '***')).toEqual({ '***': 'unnamed-skill' })
    expect(names('x'.repeat(90))).toEqual({ folder: 'x'.repeat(64) })
    const result = importFiles([file('a/SKILL.md', text('report')), file('b/SKILL.md', text('repоrt'))])
    const second = result.ok ? result.items[1]?.diagnostics.map(item => item.code) : []
    expect(second).toEqual(['name-folder-mismatch', 'scan-name-lookalike', 'scan-name-mixed-script'])
  })

  it('refuses whole uploads with unsafe paths, collisions or nothing to find', () => {
    expect(outcome([file('a/SKILL.md'), file('../x', 'x')])).toBe('unsafe-path')
    expect(outcome([file('a/SKILL.md'), file('A/skill.MD')])).toBe('path-collision')
    expect(outcome([file('README.md', 'x')])).toBe('empty')
    expect(outcome([])).toBe('empty')
  })
})

describe('importZip and importPaste', () => {
  it('gives the same skill and hash as the folder', async () => {
    const files = [file('a/SKILL.md', text('a')), file('a/x.md', 'x')]
    const zip = zipSync(Object.fromEntries(files.map(entry => [entry.path, entry.bytes] as const)))
    expect(await importZip(zip)).toEqual(importFiles(files))
    expect(await importZip(strToU8('no zip'))).toMatchObject({ ok: false, code: 'not-a-zip' })
  })

  it('takes a pasted SKILL.md', () => {
    const result = importPaste(text('pasted'))
    expect(result.ok && result.items[0]).toMatchObject({
      kind: 'skill',
      name: 'pasted',
      folder: '',
      diagnostics: [],
    })
  })
})
