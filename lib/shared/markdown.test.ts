import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MarkdownNode, parseMarkdown, safeImage, safeLink } from './markdown'

const kinds = (nodes: readonly MarkdownNode[]): string[] =>
  nodes.flatMap(node => [
    node.kind,
    ...('children' in node ? kinds(node.children) : []),
    ...(node.kind === 'list' ? node.items.flatMap(item => kinds(item.children)) : []),
  ])

describe('parseMarkdown', () => {
  it('reads what agents write', () => {
    expect(parseMarkdown('The **wettest** is `2012-11`.\n\n1. one\n2. two')).toEqual([
      {
        kind: 'paragraph',
        children: [
          { kind: 'text', text: 'The ' },
          { kind: 'strong', children: [{ kind: 'text', text: 'wettest' }] },
          { kind: 'text', text: ' is ' },
          { kind: 'code', text: '2012-11' },
          { kind: 'text', text: '.' },
        ],
      },
      {
        kind: 'list',
        ordered: true,
        start: 1,
        items: [
          { checked: null, children: [{ kind: 'text', text: 'one' }] },
          { checked: null, children: [{ kind: 'text', text: 'two' }] },
        ],
      },
    ])
  })

  it('leaves HTML as text', () => {
    const nodes = parseMarkdown('<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> b <b>c</b>')
    expect(new Set(kinds(nodes))).toEqual(new Set(['text', 'paragraph']))
    expect(JSON.stringify(nodes)).toContain('<script>alert(1)</script>')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    '/settings',
    'java\nscript:alert(1)',
  ])('lets no link lead to %s', href => {
    expect(safeLink(href)).toBeNull()
    expect(kinds(parseMarkdown(`[x](<${href}>)`))).not.toContain('link')
  })

  it.each([
    'https://evil.example/p.png?q=secret',
    '//evil.example/p.png',
    'data:image/png;base64,AAAA',
    '/api/v1/runs/../../x',
    '/api/v1/runs/run_1/files?path=a b',
  ])('loads no picture from %s', href => {
    expect(safeImage(href)).toBeNull()
    expect(kinds(parseMarkdown(`![x](<${href}>) ![y][r]\n\n[r]: <${href}>`))).not.toContain('image')
  })

  it('follows plain links and shows pictures of runs', () => {
    expect(safeLink('https://example.org/a?b=c')).toBe('https://example.org/a?b=c')
    expect(safeImage('/api/v1/runs/run_1/files?path=chart.png')).toBe(
      '/api/v1/runs/run_1/files?path=chart.png',
    )
  })

  it('never throws, wherever a text that is being written breaks off', () => {
    const text =
      '# A\n\n| a | b |\n|---|---:|\n| 1 | `2` |\n\n- [x] done\n- [ ] **to do\n\n```js\nconst a = 1\n```\n> q'
    for (let end = 0; end <= text.length; end += 1)
      expect(() => parseMarkdown(text.slice(0, end))).not.toThrow()
    fc.assert(fc.property(fc.string({ unit: 'binary' }), noise => Array.isArray(parseMarkdown(noise))))
  })
})
