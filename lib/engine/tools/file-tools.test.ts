import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { ToolFixture } from './tool-fixture'

const run = new ToolFixture()
beforeEach(() => {
  run.files = {}
  run.skills = []
})
afterAll(() => run.sandbox.close())

describe('write', () => {
  test('creates a file, replaces it, and says when nothing changed', async () => {
    expect(await run.call('write', { path: 'out/report.md', content: '# One\n' })).toEqual({
      output: 'Created out/report.md (+1 -0 lines).',
      changes: [{ path: 'out/report.md', entry: run.files['out/report.md'] }],
      display: { path: 'out/report.md', added: 1, removed: 0, diff: '@@ -0,0 +1,1 @@\n+# One' },
    })
    const second = await run.call('write', { path: '/workspace/out/report.md', content: '# Two\nmore\n' })
    expect(second.output).toBe('Updated out/report.md (+2 -1 lines).')
    expect((await run.call('write', { path: './out/report.md', content: '# Two\nmore\n' })).output).toBe(
      'out/report.md is unchanged.',
    )
    expect(await run.text('out/report.md')).toBe('# Two\nmore\n')
  })

  test.each([
    ['../escape.txt', 'outside /workspace'],
    ['/etc/passwd', 'outside /workspace'],
    ['a/../../b', 'outside /workspace'],
    ['/tmp/x', 'outside /workspace'],
    ['/workspace', 'names no file'],
    ['', 'names no file'],
    ['/skills/pdf/SKILL.md', 'Skills cannot be changed'],
    ['a\u0000b', 'not a usable path'],
    ['a\\b', 'not a usable path'],
  ])('refuses %j', async (path, reason) => {
    const result = await run.call('write', { path, content: 'x' })
    expect(result).toEqual({ output: expect.stringContaining(reason), isError: true })
  })

  test('a file is not put where a folder is, nor below a file', async () => {
    await run.has({ 'a/b.txt': 'x' })
    expect((await run.call('write', { path: 'a', content: 'x' })).output).toBe('a is a folder.')
    expect((await run.call('write', { path: 'a/b.txt/c', content: 'x' })).output).toContain(
      'a/b.txt is a file',
    )
  })

  test('the quota holds without a sandbox too', async () => {
    run.files = { 'big.bin': { hash: 'a'.repeat(64), size: 128 * 1024 * 1024 } }
    expect(await run.call('write', { path: 'more.txt', content: 'x' })).toMatchObject({ isError: true })
  })
})

describe('edit', () => {
  const text = 'one\ntwo\nthree\ntwo\n'
  const edit = async (old_string: string, new_string: string, more = {}) => {
    await run.has({ 'a.txt': text })
    return run.call('edit', { path: 'a.txt', old_string, new_string, ...more })
  }

  test('replaces the one place that matches and shows the difference', async () => {
    const result = await edit('three', '3 $& $1')
    expect(result.display).toEqual({
      path: 'a.txt',
      added: 1,
      removed: 1,
      diff: '@@ -1,4 +1,4 @@\n one\n two\n-three\n+3 $& $1\n two',
    })
    expect(await run.text('a.txt')).toBe('one\ntwo\n3 $& $1\ntwo\n')
  })

  test('two places need replace_all', async () => {
    const twice = await edit('two', '2')
    expect(twice).toMatchObject({ isError: true })
    expect(twice.output).toContain('occurs 2 times (lines 2, 4)')
    await edit('two', '2', { replace_all: true })
    expect(await run.text('a.txt')).toBe('one\n2\nthree\n2\n')
  })

  test.each([
    ['four', '4', 'was not found. Read the file'],
    ['two  \n three', 'x', 'differs only in white space'],
    ['', 'x', 'is empty'],
    ['one', 'one', 'are the same'],
  ])('%j to %j is refused', async (from, to, reason) => {
    expect(await edit(from, to)).toEqual({ output: expect.stringContaining(reason), isError: true })
    expect(await run.text('a.txt')).toBe(text)
  })

  test('line ends of the file stay as they are', async () => {
    await run.has({ 'dos.txt': 'one\r\ntwo\r\nthree\r\n' })
    await run.call('edit', { path: 'dos.txt', old_string: 'one\ntwo', new_string: '1\n2' })
    expect(await run.text('dos.txt')).toBe('1\r\n2\r\nthree\r\n')
  })

  test('a missing file is told with those there are', async () => {
    await run.has({ 'src/report.md': 'x' })
    expect(await run.call('edit', { path: 'report.md', old_string: 'a', new_string: 'b' })).toEqual({
      output: 'There is no file report.md. There is: src/report.md',
      isError: true,
    })
  })
})

describe('read', () => {
  test('shows text, a part of it, and how to go on', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index + 1} ${'x'.repeat(20)}`)
    await run.has({ 'a.txt': 'hello\n', 'long.txt': lines.join('\n') })
    expect(await run.call('read', { path: '/workspace/a.txt' })).toEqual({
      output: 'hello',
      display: { path: '/workspace/a.txt', lines: 1 },
    })
    const first = await run.call('read', { path: 'long.txt' })
    expect(Buffer.byteLength(first.output)).toBeLessThan(25_000)
    const next = Number(/go on with offset (\d+)\]$/.exec(first.output)?.[1])
    expect((await run.call('read', { path: 'long.txt', offset: next, limit: 1 })).output).toBe(
      `${lines[next - 1]}\n[lines ${next}-${next} of 5000; go on with offset ${next + 1}]`,
    )
    expect((await run.call('read', { path: 'long.txt', offset: 5001 })).output).toContain('only 5000 lines')
  })

  test('lists a folder, reads skills, and refuses what is not text', async () => {
    await run.has({
      'a/b.txt': 'x',
      'a/c/d.txt': 'y',
      'image.png': new Uint8Array([0x89, 0x50, 0, 0xff]),
      empty: '',
    })
    await run.hasSkill('pdf', '# PDF', { 'scripts/run.sh': 'echo' })
    const read = async (path: string) => (await run.call('read', { path })).output
    expect(await read('a/')).toBe('a/b.txt\na/c/d.txt')
    expect(await read('/skills/pdf/scripts/run.sh')).toBe('echo')
    expect(await read('/skills/nope/x')).toContain('no skill "nope"')
    expect(await read('image.png')).toContain('is not text (4 bytes)')
    expect(await read('empty')).toBe('(the file is empty)')
    expect(await read('/etc/passwd')).toContain('outside /workspace')
    expect(await read('__proto__')).toContain('__proto__ is not a usable path')
  })
})
