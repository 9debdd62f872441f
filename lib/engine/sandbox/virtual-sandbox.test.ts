import { afterAll, expect, test } from 'vitest'
import { applyChanges } from '../../files/tree'
import { SandboxFixture } from './sandbox-fixture'

const fixture = new SandboxFixture()
afterAll(() => fixture.sandbox.close())

test('a command runs and its output comes back', async () => {
  const result = await fixture.run('echo hello; echo oops >&2; exit 3')
  expect({ ...result, durationMs: 0 }).toEqual({
    exitCode: 3,
    stdout: 'hello\n',
    stderr: 'oops\n',
    durationMs: 0,
    changes: [],
  })
})

test('a tree goes in and only what changed comes out', async () => {
  const files = await fixture.store.tree({
    'data/a.csv': 'x,y\n1,2\n',
    'data/b.csv': 'x\n',
    'old.txt': 'old',
    'same.txt': 'same',
  })
  const result = await fixture.run(
    'cat data/a.csv; rm old.txt; mv data/b.csv moved.csv; echo 3,4 >> data/a.csv; printf same > same.txt; mkdir empty; echo new > out/new.txt',
    { files },
  )
  expect(result.stderr).toBe('')
  expect(result.stdout).toBe('x,y\n1,2\n')
  expect(result.changes.map(({ path, entry }) => [path, entry?.size ?? null])).toEqual([
    ['data/a.csv', 12],
    ['data/b.csv', null],
    ['moved.csv', 2],
    ['old.txt', null],
    ['out/new.txt', 4],
  ])
  expect(await fixture.textsAfter(files, result)).toEqual({
    'data/a.csv': 'x,y\n1,2\n3,4\n',
    'moved.csv': 'x\n',
    'out/new.txt': 'new\n',
    'same.txt': 'same',
  })
})

test('the next command sees the files of its own tree, not those of the command before', async () => {
  const files = await fixture.store.tree({ 'a.txt': 'one' })
  const first = await fixture.run('echo two > a.txt; echo scratch > /tmp/scratch; x=1', { files })
  const after = await fixture.run('cat a.txt; ls /tmp; echo "x=$x"', {
    files: applyChanges(files, first.changes),
  })
  expect(after.stdout).toBe('two\nx=\n')
  const before = await fixture.run('cat a.txt', { files })
  expect(before.stdout).toBe('one')
})

test('bytes stay bytes, whatever their size', async () => {
  const bytes = new Uint8Array(3_000_000).map((_, index) => (index * 31) % 256)
  const files = await fixture.store.tree({ 'big.bin': bytes, 'small.bin': bytes.subarray(0, 300) })
  const result = await fixture.run(
    'cp big.bin copy.bin; cat small.bin small.bin > twice.bin; wc -c < copy.bin',
    {
      files,
    },
  )
  expect(result.stdout.trim()).toBe('3000000')
  const after = applyChanges(files, result.changes)
  expect(after['copy.bin']).toEqual(files['big.bin'])
  expect(await fixture.store.read(after['twice.bin']?.hash ?? '')).toEqual(
    new Uint8Array([...bytes.subarray(0, 300), ...bytes.subarray(0, 300)]),
  )
})

test('mounts can be read and not written', async () => {
  const skill = await fixture.store.tree({ 'SKILL.md': '# PDF', 'scripts/run.sh': 'echo ran "$1"' })
  const result = await fixture.run(
    'cat /skills/pdf/SKILL.md; bash /skills/pdf/scripts/run.sh now; echo x > /skills/pdf/SKILL.md; rm -rf /skills/pdf; cp /skills/pdf/SKILL.md mine.md',
    { mounts: { '/skills/pdf': skill } },
  )
  expect(result.stdout).toBe('# PDFran now\n')
  expect(result.stderr).toContain('read-only file system')
  expect(result.changes).toEqual([{ path: 'mine.md', entry: skill['SKILL.md'] }])
})

test('output is shown while the command runs', async () => {
  const shown: { text: string; at: number }[] = []
  const started = performance.now()
  await fixture.run('for i in 1 2 3; do echo "line $i"; sleep 0.2; done; echo end', {
    onOutput: text => shown.push({ text, at: performance.now() - started }),
  })
  expect(shown.map(({ text }) => text).join('')).toBe('line 1\nline 2\nline 3\nend\n')
  const [first] = shown
  const last = shown.at(-1)
  expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(400)
})

test('Python, JavaScript and SQLite work on the files', async () => {
  const files = await fixture.store.tree({ 'in.json': '{"n": 20}' })
  const python = await fixture.run(
    `python3 -c "import json; n = json.load(open('in.json'))['n']; open('py.txt', 'w').write(str(n + 1)); print(n * 2)"`,
    { files },
  )
  expect({ out: python.stdout, files: await fixture.textsAfter({}, python) }).toEqual({
    out: '40\n',
    files: { 'py.txt': '21' },
  })
  const script = await fixture.run(
    `js-exec -c "const fs = require('fs'); fs.writeFileSync('js.txt', String(JSON.parse(fs.readFileSync('in.json', 'utf8')).n + 2)); console.log('ok')"`,
    { files },
  )
  expect({ out: script.stdout, files: await fixture.textsAfter({}, script) }).toEqual({
    out: 'ok\n',
    files: { 'js.txt': '22' },
  })
  const sql = await fixture.run(
    'sqlite3 a.db "create table t(n); insert into t values (7); select n * 6 from t"',
  )
  expect(sql.stdout).toBe('42\n')
  expect(sql.changes.map(({ path }) => path)).toEqual(['a.db'])
})

test('two workspaces never share a process, one workspace does', async () => {
  const ids = (workspaceId: string) => fixture.sandbox.processIds(workspaceId)
  await fixture.run('true', { workspaceId: 'workspace_x' })
  const [x] = ids('workspace_x')
  await Promise.all([
    fixture.run('true', { workspaceId: 'workspace_y' }),
    fixture.run('true', { workspaceId: 'workspace_x' }),
  ])
  expect(ids('workspace_x')).toEqual([x])
  expect(ids('workspace_y')).toHaveLength(1)
  expect(ids('workspace_y')).not.toContain(x)
})

test('commands of one workspace run at the same time on their own files', async () => {
  const results = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map(async number => {
      const files = await fixture.store.tree({ 'n.txt': String(number) })
      return fixture.run('sleep 0.1; cat n.txt', { workspaceId: 'workspace_many', files })
    }),
  )
  expect(results.map(({ stdout }) => stdout)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  expect(fixture.sandbox.processIds('workspace_many').length).toBeLessThanOrEqual(4)
})

test('a process killed from outside is replaced under the running command and for the next one', async () => {
  const workspaceId = 'workspace_killed'
  let seen = 0
  const result = await fixture.run('echo started; sleep 0.4; echo done', {
    workspaceId,
    onOutput: text => {
      if (!text.startsWith('started') || seen > 0) return
      seen += 1
      for (const id of fixture.sandbox.processIds(workspaceId)) process.kill(id, 'SIGKILL')
    },
  })
  expect(result.stdout).toBe('started\ndone\n')
  for (const id of fixture.sandbox.processIds(workspaceId)) process.kill(id, 'SIGKILL')
  expect((await fixture.run('echo again', { workspaceId })).stdout).toBe('again\n')
})

test('a process asked for in advance is the one that is used', async () => {
  fixture.sandbox.prepare('workspace_ready')
  const [id] = fixture.sandbox.processIds('workspace_ready')
  await fixture.run('true', { workspaceId: 'workspace_ready' })
  expect(fixture.sandbox.processIds('workspace_ready')).toEqual([id])
})

test('a content the store has lost is an error of the command, and the sandbox lives on', async () => {
  const files = {
    'gone.bin': { hash: 'a'.repeat(64), size: 100_000 },
    'gone.txt': { hash: 'b'.repeat(64), size: 10 },
  }
  const result = await fixture.run('cat gone.bin gone.txt; echo after', { files })
  expect(result.exitCode).toBe(0)
  expect(result.stdout).toBe('after\n')
  expect(result.stderr).toMatch(/gone\.bin[\s\S]*gone\.txt/)
})
