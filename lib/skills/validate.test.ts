import { describe, expect, it } from 'vitest'
import { findSkillFile, inspectSkill } from './inspect'
import { hasErrors } from './rules'
import type { ValidationMode } from './validate'

const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) })

/** [code, severity] of all remarks that come from the standard. */
function check(frontmatter: string, folder?: string, mode: ValidationMode = 'strict'): [string, string][] {
  const files = [file('SKILL.md', `---\n${frontmatter}\n---\nBody\n`)]
  const options = folder === undefined ? { mode } : { mode, folder }
  return inspectSkill(files, options)
    .diagnostics.filter(item => !item.code.startsWith('licence-'))
    .map(item => [item.code, item.severity])
}

describe('validateSkill, strict: the behaviours of the reference validator', () => {
  const description = 'description: A test skill'
  const named = (name: string) => check(`name: ${name}\n${description}`, name)

  it('accepts a valid skill, with all fields of the standard', () => {
    expect(named('my-skill')).toEqual([])
    const all = `name: my-skill\n${description}\nlicense: MIT\ncompatibility: Requires Python 3.11+\nallowed-tools: Bash(jq:*) Bash(git:*)\nmetadata:\n  author: Test Author\n  version: 1.0`
    expect(check(all, 'my-skill')).toEqual([])
  })

  it.each([
    ['MySkill', 'name-not-lowercase'],
    ['a'.repeat(70), 'name-too-long'],
    ['-my-skill', 'name-edge-hyphen'],
    ['my-skill-', 'name-edge-hyphen'],
    ['my--skill', 'name-double-hyphen'],
    ['my_skill', 'name-characters'],
    ['НАВЫК', 'name-not-lowercase'],
  ])('refuses the name %s: %s', (name, code) => {
    expect(named(name)).toEqual([[code, 'error']])
  })

  it.each(['技能', 'мой-навык', 'навык', 'a'.repeat(64), '𝒶'.normalize('NFKC'), '文'.repeat(64)])(
    'accepts the name %s',
    name => {
      expect(named(name)).toEqual([])
    },
  )

  it('compares name and folder after NFKC', () => {
    expect(check(`name: cafe\u0301\n${description}`, 'caf\u00e9')).toEqual([])
    expect(check(`name: correct-name\n${description}`, 'wrong-name')).toEqual([
      ['name-folder-mismatch', 'error'],
    ])
    expect(check(`name: correct-name\n${description}`)).toEqual([])
  })

  it('refuses missing and empty fields', () => {
    expect(check(description)).toEqual([['name-missing', 'error']])
    expect(check(`name:\n${description}`)).toEqual([['name-empty', 'error']])
    expect(check('name: a')).toEqual([['description-missing', 'error']])
    expect(check('name: a\ndescription: "  "')).toEqual([['description-empty', 'error']])
    expect(check('name: a\ndescription: [x]')).toEqual([['description-empty', 'error']])
  })

  it('counts lengths in characters, not in bytes or code units', () => {
    expect(check(`name: a\ndescription: ${'x'.repeat(1100)}`)).toEqual([['description-too-long', 'error']])
    expect(check(`name: a\ndescription: ${'😀'.repeat(1024)}`)).toEqual([])
    expect(check(`name: a\ndescription: ${'é'.repeat(1025)}`)).toEqual([['description-too-long', 'error']])
    expect(check(`name: a\n${description}\ncompatibility: ${'x'.repeat(550)}`)).toEqual([
      ['compatibility-too-long', 'error'],
    ])
  })

  it('refuses unknown fields and wrong kinds', () => {
    expect(check(`name: a\n${description}\nunknown_field: x`)).toEqual([['field-unknown', 'error']])
    expect(check(`name: a\n${description}\nallowed-tools: [Read, Grep]`)).toEqual([
      ['allowed-tools-not-text', 'error'],
    ])
    expect(check(`name: a\n${description}\nmetadata: text`)).toEqual([['metadata-not-map', 'error']])
    expect(check(`name: a\n${description}\nmetadata:\n  tags: [x]`)).toEqual([['metadata-not-text', 'error']])
    expect(check(`name: a\n${description}\ncompatibility: [x]`)).toEqual([
      ['compatibility-not-text', 'error'],
    ])
  })

  it('does not accept repaired YAML or wrong bytes', () => {
    expect(check('name: a\ndescription: Use when: asked')).toEqual([['yaml-repaired', 'error']])
    const bytes = new Uint8Array([...new TextEncoder().encode('---\nname: a\ndescription: d\n---\nx'), 0xff])
    const { diagnostics } = inspectSkill([{ path: 'SKILL.md', bytes }], { mode: 'strict' })
    expect(diagnostics.filter(item => item.severity === 'error').map(item => item.code)).toEqual(['encoding'])
  })

  it('prefers SKILL.md, accepts skill.md and tells when there is neither', () => {
    const both = [file('skill.md', 'lower'), file('SKILL.md', 'upper')]
    expect(findSkillFile(both)?.path).toBe('SKILL.md')
    expect(findSkillFile(both.slice(0, 1))?.path).toBe('skill.md')
    expect(findSkillFile([])).toBeUndefined()
    expect(inspectSkill([file('readme.md', 'x')], { mode: 'lenient' })).toEqual({
      skill: null,
      licence: null,
      diagnostics: [{ code: 'skill-file-missing', severity: 'error', message: 'There is no SKILL.md.' }],
    })
  })
})

describe('validateSkill, lenient', () => {
  it('turns every broken rule but the missing description into a warning', () => {
    const yaml = `name: My_Skill--x\ndescription: Use when: ${'x'.repeat(1100)}\nversion: 2\nallowed-tools: [Read]\nmetadata:\n  a: {b: c}`
    const found = check(yaml, 'other', 'lenient')
    expect(found.every(([, severity]) => severity === 'warning')).toBe(true)
    expect(found.map(([code]) => code)).toEqual([
      'yaml-repaired',
      'field-unknown',
      'name-not-lowercase',
      'name-double-hyphen',
      'name-characters',
      'name-folder-mismatch',
      'description-too-long',
      'metadata-not-text',
      'allowed-tools-not-text',
    ])
    expect(check('name: a', 'a', 'lenient')).toEqual([['description-missing', 'error']])
  })

  it('tells of an empty or long text and of links to files that are not there', () => {
    const body = `[there](references/a.md) [gone](scripts/run.sh#x) [web](https://x.test/a.md) \`[code](b.md)\`\n\`\`\`\n[fenced](c.md)\n\`\`\`\n[up](../other/d.md)\n${'line\n'.repeat(600)}`
    const files = [
      file('SKILL.md', `---\nname: a\ndescription: d\n---\n${body}`),
      file('references/a.md', 'x'),
    ]
    const { diagnostics } = inspectSkill(files, { mode: 'strict', folder: 'a' })
    expect(diagnostics.map(item => [item.code, item.line])).toEqual([
      ['body-long', undefined],
      ['licence-missing', undefined],
      ['link-missing', 5],
      ['link-missing', 9],
    ])
    expect(hasErrors(diagnostics)).toBe(false)
    const empty = inspectSkill([file('SKILL.md', '---\nname: a\ndescription: d\nlicense: MIT\n---\n')], {
      mode: 'strict',
    })
    expect(empty.diagnostics.map(item => item.code)).toEqual(['body-empty'])
  })

  it('finds the licence of each skill', () => {
    const licence = (
      field: string,
      extra: { path: string; bytes: Uint8Array }[] = [],
      inheritedLicence?: string,
    ) => {
      const files = [file('SKILL.md', `---\nname: a\ndescription: d\n${field}\n---\nx`), ...extra]
      const result = inspectSkill(files, {
        mode: 'lenient',
        ...(inheritedLicence ? { inheritedLicence } : {}),
      })
      return [result.licence, ...result.diagnostics.map(item => item.code)]
    }
    expect(licence('license: MIT')).toEqual(['MIT'])
    expect(
      licence('license: Complete terms in LICENSE.txt', [file('LICENSE.txt', 'Apache License\nVersion 2.0')]),
    ).toEqual(['Apache-2.0'])
    expect(licence('license: Proprietary. LICENSE.txt has the terms')).toEqual([
      'Proprietary. LICENSE.txt has the terms',
      'licence-terms',
    ])
    expect(licence('', [], 'MIT License\n\nCopyright')).toEqual(['MIT', 'licence-inherited'])
    expect(licence('')).toEqual([null, 'licence-missing'])
  })
})
