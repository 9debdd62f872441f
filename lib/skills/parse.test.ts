import { describe, expect, it } from 'vitest'
import { decodeText, parseSkill } from './parse'

const text = (frontmatter: string, body = '# Body\n') => `---\n${frontmatter}\n---\n${body}`
const codes = (source: string) => parseSkill(source).diagnostics.map(item => item.code)

describe('parseSkill', () => {
  it('reads fields as texts and keeps unknown ones', () => {
    const yaml =
      'name: my-skill\ndescription: A test\nversion: 1.0\nenabled: true\nmetadata:\n  author: Ann\n  tags: [a, b]'
    expect(parseSkill(text(yaml))).toEqual({
      ok: true,
      diagnostics: [],
      skill: {
        frontmatter: {
          name: 'my-skill',
          description: 'A test',
          version: '1.0',
          enabled: 'true',
          metadata: { author: 'Ann', tags: ['a', 'b'] },
        },
        body: '# Body\n',
        bodyLine: 10,
      },
    })
  })

  it('reads Windows line ends and a byte order mark', () => {
    const result = parseSkill('\uFEFF---\r\nname: a\r\ndescription: >\r\n  two\r\n  lines\r\n---\r\nBody\r\n')
    expect(result).toEqual({
      ok: true,
      diagnostics: [],
      skill: { frontmatter: { name: 'a', description: 'two lines\n' }, body: 'Body\r\n', bodyLine: 7 },
    })
  })

  it('repairs values with an unquoted colon, with their continuation lines', () => {
    const result = parseSkill(text('name: a\ndescription: Use when: the user asks\n  for "this": or that'))
    expect(result.ok && result.skill.frontmatter).toEqual({
      name: 'a',
      description: 'Use when: the user asks for "this": or that',
    })
    expect(result.diagnostics.map(item => [item.code, item.severity])).toEqual([['yaml-repaired', 'warning']])
  })

  it('keeps three hyphens inside a value and inside the body', () => {
    const result = parseSkill(text('name: a\ndescription: one --- two', 'x\n---\ny\n'))
    expect(result.ok && [result.skill.frontmatter.description, result.skill.body]).toEqual([
      'one --- two',
      'x\n---\ny\n',
    ])
  })

  it('names what is wrong with front matter that cannot be read', () => {
    expect(codes('# No frontmatter here')).toEqual(['frontmatter-missing'])
    expect(codes('')).toEqual(['frontmatter-missing'])
    expect(codes('---\nname: my-skill\ndescription: A test\n')).toEqual(['frontmatter-unclosed'])
    expect(codes(text('name: [invalid\ndescription: broken'))).toEqual(['yaml-broken'])
    expect(codes(text('- just\n- a\n- list'))).toEqual(['yaml-not-mapping'])
    expect(codes(text(''))).toEqual(['yaml-not-mapping'])
    expect(codes(text('name: a\nname: b'))).toEqual(['yaml-broken'])
    expect(codes(text(`name: ${'x'.repeat(70_000)}`))).toEqual(['frontmatter-too-long'])
  })

  it('makes no objects from tags, no prototypes from keys and no floods from aliases', () => {
    const tagged = parseSkill(
      text('name: !!js/function "function () {}"\n__proto__:\n  polluted: yes\ndescription: d'),
    )
    expect(tagged.ok && tagged.skill.frontmatter.name).toBe('function () {}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const laughs = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
    ]
    expect(codes(text(laughs.join('\n')))).toEqual(['yaml-broken'])
    expect(codes(text(`name: ${'['.repeat(30_000)}`))).toEqual(['yaml-broken'])
  })
})

describe('decodeText', () => {
  it('reads wrong UTF-8 and says so', () => {
    expect(decodeText(new Uint8Array([0x61, 0xff, 0x62]))).toEqual({
      text: 'a\uFFFDb',
      diagnostics: [
        {
          code: 'encoding',
          severity: 'warning',
          message: 'The file is not valid UTF-8; the wrong bytes show as \uFFFD.',
        },
      ],
    })
    expect(decodeText(new TextEncoder().encode('é'))).toEqual({ text: 'é', diagnostics: [] })
  })
})
