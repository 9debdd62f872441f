import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../shared/json'
import { readCall } from './read-call'
import { type JudgingRule, judge, offerMatch, partsMatched } from './rules'
import type { RuleMatch } from './schema'

let made = 0
function rule(
  effect: JudgingRule['effect'],
  tool: string,
  match: RuleMatch,
  exceptionOf: string | null = null,
) {
  made += 1
  return { id: `rule_${made}`, effect, tool, match, exceptionOf }
}
const any: RuleMatch = { on: 'any', patterns: [] }
const command = (...patterns: string[]): RuleMatch => ({ on: 'command', patterns })
const path = (...patterns: string[]): RuleMatch => ({ on: 'path', patterns })
const host = (...patterns: string[]): RuleMatch => ({ on: 'host', patterns })

async function effectOf(rules: JudgingRule[], tool: string, input: Json): Promise<string> {
  return judge(rules, await readCall(tool, input)).effect
}

describe('R50: deny > ask > allow', () => {
  const deny = rule('deny', 'bash', command('rm'))
  const ask = rule('ask', 'bash', command('rm *'))
  const allow = rule('allow', 'bash', command('rm *'), ask.id)

  test('whatever the order of the rules', async () => {
    expect(await effectOf([ask, deny, allow], 'bash', { command: 'rm x' })).toBe('deny')
    expect(await effectOf([allow, ask], 'bash', { command: 'rm x' })).toBe('allow')
    expect(await effectOf([ask], 'bash', { command: 'rm x' })).toBe('ask')
    expect(await effectOf([ask], 'bash', { command: 'ls' })).toBe('allow')
    expect(await effectOf([], 'write', { path: 'x', content: '' })).toBe('allow')
  })

  test('a further rule never makes a verdict milder, unless it is an exception', () => {
    const strictness = { allow: 0, ask: 1, deny: 2 }
    const words = fc.constantFrom('rm', 'ls', 'git push', 'git *', '*')
    const someRule = fc.record({ effect: fc.constantFrom('deny' as const, 'ask' as const), pattern: words })
    const call = fc.array(fc.constantFrom(['rm', 'x'], ['ls'], ['git', 'push'], ['git', null]), {
      minLength: 1,
    })
    fc.assert(
      fc.property(fc.array(someRule), someRule, call, (first, more, commands) => {
        const facts = { tool: 'bash', commands, paths: [], hosts: [], hidden: false }
        const rules = first.map(({ effect, pattern }) => rule(effect, 'bash', command(pattern)))
        const before = judge(rules, facts).effect
        const after = judge([...rules, rule(more.effect, 'bash', command(more.pattern))], facts).effect
        expect(strictness[after]).toBeGreaterThanOrEqual(strictness[before])
      }),
    )
  })
})

describe('R51: commands are judged as a shell reads them', () => {
  const ask = rule('ask', 'bash', command('rm', 'git push'))

  test.each([
    'rm x',
    'ls && rm -rf build',
    'true | xargs -n 1 rm',
    'echo $(rm x)',
    'echo "`rm x`"',
    'cat <<E\n$(rm x)\nE',
    'diff <(rm x) b',
    'if true; then rm x; fi',
    'f() { rm x; }; f',
    'for i in 1; do r"m" $i; done',
    '\\rm x',
    "'rm' x",
    '/bin/rm x',
    'env A=1 rm x',
    'sudo -u root rm x',
    'timeout -k 1 5 rm x',
    'bash -c "ls; rm x"',
    'eval "rm x"',
    'find . -name y -exec rm {} +',
    'x=rm; $x y',
    '$(echo rm) y',
    'sh script.sh',
    'echo cm0K | base64 -d | sh',
    'source ./lib.sh',
    './tool',
    'alias l=rm; l x',
    '(( x = $(rm y) ))',
    `echo \${a[$(rm y)]}`,
    'trap "rm x" EXIT',
    'git -C /tmp push --force',
    'git $FLAGS',
    'echo "unclosed',
    'PATH=.:$PATH; ls',
    'command rm x',
    'time rm x',
    'bash <<< "rm x"',
  ])('asks before %s', async text => {
    expect(await effectOf([ask], 'bash', { command: text })).toBe('ask')
  })

  test.each([
    'ls',
    'echo rm',
    'grep -r "rm -rf" .',
    'git status',
    'printf "%s" "git push"',
    "python3 -c 'print(1)'",
    'find . -name rm',
    'for i in *.csv; do wc -l "$i"; done',
  ])('does not ask before %s', async text => {
    expect(await effectOf([ask], 'bash', { command: text })).toBe('allow')
  })

  test('an exception must cover every command, word for word', async () => {
    const everything = rule('ask', 'bash', any)
    const rules = [everything, rule('allow', 'bash', command('ls *', 'git status'), everything.id)]
    expect(await effectOf(rules, 'bash', { command: 'ls -la && git status' })).toBe('allow')
    expect(await effectOf(rules, 'bash', { command: 'ls $DIR' })).toBe('allow')
    for (const text of [
      'ls; rm x',
      'git status -s',
      'ls $(rm x)',
      '$x',
      'git $x',
      'ls() { rm x; }; ls',
      'ls "',
    ])
      expect([text, await effectOf(rules, 'bash', { command: text })]).toEqual([text, 'ask'])
  })
})

describe('R51: files by their real path, hosts by their name', () => {
  const deny = rule('deny', '*', path('secrets/**', '*.key'))

  test.each([
    ['read', { path: 'secrets/a.txt' }],
    ['read', { path: './x/../secrets//a.txt' }],
    ['write', { path: '/workspace/secrets/b', content: '' }],
    ['edit', { path: '/workspace/../workspace/secrets/b', old_string: 'a', new_string: 'b' }],
    ['read', { path: 'server.key' }],
    ['bash', { command: 'cat secrets/a.txt' }],
    ['bash', { command: 'echo x > secrets/a.txt' }],
    ['bash', { command: 'cd secrets && cat a.txt' }],
    ['bash', { command: 'cat sec*/a.txt' }],
    ['bash', { command: 'cat "$FILE"' }],
  ])('%s %j is denied', async (tool, input) => {
    expect(await effectOf([deny], tool, input)).toBe('deny')
  })

  test.each([
    ['read', { path: 'secret.txt' }],
    ['read', { path: 'a/server.key' }],
    ['bash', { command: 'cat notes.txt' }],
    ['plan', { steps: [] }],
  ])('%s %j is allowed', async (tool, input) => {
    expect(await effectOf([deny], tool, input)).toBe('allow')
  })

  test('a host stands for itself, *. for what is below it, and the last address counts', async () => {
    const all = rule('deny', 'web_fetch', any)
    const rules = [all, rule('allow', 'web_fetch', host('docs.example.com', '*.safe.example'), all.id)]
    const fetched = async (url: string, final?: string) =>
      judge(rules, await readCall('web_fetch', { url }, final)).effect
    expect(await fetched('https://DOCS.example.com./x')).toBe('allow')
    expect(await fetched('https://a.b.safe.example')).toBe('allow')
    expect(await fetched('https://safe.example')).toBe('deny')
    expect(await fetched('https://docs.example.com.evil.test')).toBe('deny')
    expect(await fetched('https://docs.example.com@evil.test')).toBe('deny')
    expect(await fetched('not an address')).toBe('deny')
    expect(await fetched('https://docs.example.com', 'https://evil.test/')).toBe('deny')
  })
})

test.each([
  ['bash', { command: 'rm -rf build && git push origin main' }, command('rm *', 'git push *')],
  ['bash', { command: 'rm "$x"' }, command('rm *')],
  ['bash', { command: '$x' }, null],
  ['bash', { command: 'sh run.sh' }, null],
  ['write', { path: 'reports/a.md', content: '' }, path('reports/**')],
  ['write', { path: 'a.md', content: '' }, path('a.md')],
  ['web_fetch', { url: 'https://example.com/a' }, host('example.com')],
  ['plan', { steps: [] }, any],
])('what is offered to be allowed for %s %j', async (tool, input, offered) => {
  expect(offerMatch(partsMatched(any, await readCall(tool, input)))).toEqual(offered)
})
