// The cases SBX-1 to SBX-10 of the security page, on the virtual tier, and commands that take more than their share.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SandboxFixture } from './sandbox-fixture'

const fixture = new SandboxFixture()
const canary = `canary-${crypto.randomUUID()}`
const folder = mkdtempSync(join(tmpdir(), 'reef-canary-'))
const outside = join(folder, 'secret.txt')

beforeAll(() => {
  writeFileSync(outside, canary)
  process.env.REEF_TEST_CANARY = canary
})
afterAll(async () => {
  delete process.env.REEF_TEST_CANARY
  rmSync(folder, { recursive: true })
  await fixture.sandbox.close()
})

/** Ways to say the same thing in the languages of the sandbox. */
const readers: [name: string, script: (path: string) => string][] = [
  ['cat', path => `cat '${path}'`],
  ['source', path => `source '${path}'; read x < '${path}'; echo "$x"`],
  ['python', path => `python3 -c "print(open('${path}').read())"`],
  ['js-exec', path => `js-exec -c "console.log(require('fs').readFileSync('${path}', 'utf8'))"`],
  ['sqlite', path => `sqlite3 '${path}' .dump; sqlite3 :memory: ".read '${path}'"`],
]

describe('SBX-1, SBX-4: host files', () => {
  test.each(readers)('%s does not reach them', async (_name, script) => {
    for (const path of ['/etc/shadow', '/etc/passwd', outside, `../../../../..${outside}`]) {
      const { stdout, stderr } = await fixture.run(script(path))
      expect(stdout + stderr).not.toContain(canary)
      expect(stdout + stderr).not.toContain('root:')
    }
  })

  test('nothing is written to the host', async () => {
    const target = join(folder, 'written.txt')
    await fixture.run(
      `echo x > ${target}; python3 -c "open('${target}', 'w').write('x')"; js-exec -c "require('fs').writeFileSync('${target}', 'x')"`,
    )
    expect(existsSync(target)).toBe(false)
  })
})

test('SBX-2: a link out of the work folder is refused, and none is stored', async () => {
  const { stdout, stderr, changes } = await fixture.run(
    `ln -s /etc x; cat x/passwd; ln -s ${outside} y; cat y; python3 -c "import os; os.symlink('/etc', 'z')"; ls`,
  )
  expect(stdout).toBe('')
  expect(stderr).not.toContain(canary)
  expect(changes).toEqual([])
})

test('the environment of Reef is not there', async () => {
  const { stdout, stderr } = await fixture.run(
    `env; cat /proc/self/environ /proc/1/environ; python3 -c "import os; print(dict(os.environ))"; js-exec -c "console.log(JSON.stringify(process.env))"`,
  )
  const seen = stdout + stderr
  expect(seen).not.toContain(canary)
  expect(seen).not.toContain(process.cwd())
  expect(seen).not.toContain(process.env.PATH ?? 'no path')
})

test('SBX-5, INJ-6: no network, no sockets, no resolver', async () => {
  let visits = 0
  const server = createServer(socket => {
    visits += 1
    socket.end('HTTP/1.1 200 OK\r\n\r\nreached')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { stdout } = await fixture.run(
    [
      `curl http://127.0.0.1:${port}`,
      `wget http://127.0.0.1:${port}`,
      `cat < /dev/tcp/127.0.0.1/${port}`,
      `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', ${port}), 2); print(s.recv(100))"`,
      `python3 -c "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:${port}').read())"`,
      `js-exec -c "fetch('http://127.0.0.1:${port}').then(r => r.text()).then(console.log)"`,
      'cat /var/run/docker.sock',
    ].join('\n'),
    { limits: { deadlineMs: 20_000 } },
  )
  server.close()
  expect({ visits, reached: stdout.includes('reached') }).toEqual({ visits: 0, reached: false })
})

test('SBX-6: an endless loop ends at its deadline while another workspace is answered', async () => {
  let endlessEnded = false
  const endless = fixture.run('echo before > kept.txt; while :; do :; done', { limits: { deadlineMs: 4000 } })
  void endless.then(() => {
    endlessEnded = true
  })
  const other = await fixture.run('echo answered', { workspaceId: 'workspace_b' })
  expect({ answer: other.stdout, endlessEnded }).toEqual({ answer: 'answered\n', endlessEnded: false })
  const result = await endless
  expect(result.endedBy).toBe('deadline')
  expect(result.durationMs).toBeLessThan(5000)
  // Between two statements the shell ends by itself and can still say what it changed.
  expect(result.changes.map(({ path }) => path)).toEqual(['kept.txt'])
})

test('SBX-7: one big file and very many small ones meet the quota', async () => {
  const limits = { diskBytes: 5_000_000, diskFiles: 500 }
  const big = await fixture.run('x=$(printf %1000s); while :; do echo "$x$x$x$x" >> big.txt; done', {
    limits,
  })
  expect({
    endedBy: big.endedBy,
    stored: big.changes.map(({ entry }) => (entry?.size ?? 0) <= 5_000_000),
  }).toEqual({
    endedBy: 'disk',
    stored: [true],
  })
  const many = await fixture.run('for i in $(seq 1 100000); do echo $i > f$i; done', { limits })
  expect({ endedBy: many.endedBy, files: many.changes.length }).toEqual({ endedBy: 'disk', files: 500 })
  const python = await fixture.run(`python3 -c "open('b', 'wb').write(b'x' * 20_000_000)"`, { limits })
  expect(python.changes.every(({ entry }) => (entry?.size ?? 0) <= 5_000_000)).toBe(true)
  const folders = await fixture.run('for i in $(seq 1 100000); do mkdir d$i; done', { limits })
  expect(folders.endedBy).toBe('disk')
})

test('SBX-8: a job in the background is gone after the command', async () => {
  await fixture.run('(sleep 2; echo late > late.txt) & echo now', { limits: { deadlineMs: 1000 } })
  const next = await fixture.run('sleep 1.5; ls')
  expect(next).toMatchObject({ stdout: '', changes: [] })
})

test('SBX-9: no way to other processes or to the kernel', async () => {
  const { stdout } = await fixture.run(
    `unshare -Ur id; mount -t tmpfs none /mnt; kill -9 ${process.pid}; python3 -c "import os; os.fork()"; python3 -c "import subprocess; print(subprocess.run(['id']))"; js-exec -c "console.log(require('child_process').execSync('cat /etc/passwd').toString())"; python3 -c "import ctypes; ctypes.CDLL(None).system(b'id')"; python3 -c "import js; print(js.process.env)"; python3 -c "import pyodide_js"`,
    { limits: { deadlineMs: 20_000 } },
  )
  expect(stdout).not.toMatch(/uid=|root:/)
  // Starts Python five times and JavaScript once.
})

describe('SBX-10 and bombs', () => {
  const bombs: [name: string, command: string][] = [
    ['regex in grep', "printf '%50000s' | tr ' ' a > a.txt; echo b >> a.txt; grep -E '(a+)+$' a.txt | wc -c"],
    ['regex in sed', "printf '%40s!' | tr ' ' a | sed -E 's/^(a|a)*$/x/'"],
    ['regex in awk', "printf '%40s!' | tr ' ' a | awk '/^(a|aa)+$/'"],
    ['regex in the shell', "x=$(printf '%40s!' | tr ' ' a); [[ $x =~ ^(a+)+$ ]]; echo $?"],
    ['regex in Python', `python3 -c "import re; re.match(r'(a+)+$', 'a' * 40 + '!')"`],
    ['regex in JavaScript', `js-exec -c "/^(a+)+$/.test('a'.repeat(40) + '!')"`],
    ['fork bomb', ':(){ :|:& };:'],
    ['recursion', 'f() { f; }; f'],
    ['braces', 'echo {1..9999999}{1..9999999} | wc -c'],
    ['doubling string', 'x=a; while :; do x="$x$x"; done'],
    ['Python loop', 'python3 -c "while True: pass"'],
    ['JavaScript loop', 'js-exec -c "while (true) {}"'],
  ]
  test.each(bombs)('%s is bounded, and the next command runs', async (_name, command) => {
    const started = performance.now()
    await fixture.run(command, { limits: { deadlineMs: 1500 } })
    expect(performance.now() - started).toBeLessThan(4000)
    expect((await fixture.run('echo alive')).stdout).toBe('alive\n')
  })
})

describe('memory', () => {
  const eaters: [name: string, command: string][] = [
    ['Python', 'python3 -c "x = []\nwhile True: x.append(bytearray(10_000_000))"'],
    [
      'JavaScript',
      'js-exec -c "const x = []; while (true) { const a = new Uint8Array(5e6); a.fill(1); x.push(a) }"',
    ],
    ['the shell', 'x=$(seq 1 100000); while :; do a+=("$x$RANDOM"); done'],
  ]
  test.each(eaters)('%s cannot take more than its share', async (_name, command) => {
    let peak = 0
    const workspaceId = 'workspace_memory'
    const watch = setInterval(() => {
      for (const id of fixture.sandbox.processIds(workspaceId)) peak = Math.max(peak, residentOf(id))
    }, 10)
    const result = await fixture.run(command, {
      workspaceId,
      limits: { memoryBytes: 300_000_000, deadlineMs: 10_000 },
    })
    clearInterval(watch)
    expect(result.exitCode).not.toBe(0)
    if (process.platform === 'linux') expect(peak).toBeLessThan(450_000_000)
    expect((await fixture.run('echo alive', { workspaceId })).stdout).toBe('alive\n')
  })

  test('the reason is told', async () => {
    const [, command] = eaters[0] ?? ['', '']
    const result = await fixture.run(`echo before; ${command}`, { limits: { memoryBytes: 250_000_000 } })
    expect({ endedBy: result.endedBy, stdout: result.stdout }).toEqual({
      endedBy: 'memory',
      stdout: 'before\n',
    })
  })
})

describe('output', () => {
  const talkers: [name: string, command: string][] = [
    ['a loop', 'while :; do echo 0123456789012345678901234567890123456789; done'],
    ['one command', 'echo start; seq 1 1000000000'],
    ['Python', 'echo start; python3 -c "while True: print(\'x\' * 1000)"'],
  ]
  test.each(talkers)('a gigabyte from %s is cut', async (_name, command) => {
    let shown = 0
    const result = await fixture.run(command, {
      limits: { outputBytes: 20_000, deadlineMs: 8000 },
      onOutput: text => {
        shown += text.length
      },
    })
    expect(result.exitCode).not.toBe(0)
    expect(result.stdout.length).toBeLessThan(21_000)
    expect(shown).toBeLessThan(21_000)
  })

  test('a long output keeps its head and its tail', async () => {
    const result = await fixture.run('seq 1 100000', { limits: { outputBytes: 40_000 } })
    expect(result.endedBy).toBeUndefined()
    expect(result.stdout.startsWith('1\n2\n3\n')).toBe(true)
    expect(result.stdout.endsWith('99999\n100000\n')).toBe(true)
    expect(result.stdout).toMatch(/\[… \d+ bytes left out …\]/)
  })
})

describe('a stop', () => {
  const works: [name: string, command: string][] = [
    ['a sleep', 'echo a > a.txt; echo before; sleep 30'],
    ['a silent loop', 'echo before; while :; do :; done'],
    ['a talking loop', 'echo before; while :; do echo x; sleep 0.01; done'],
    ['Python', 'echo before; python3 -c "while True: pass"'],
  ]
  test.each(works)('ends %s within a second', async (_name, command) => {
    const stopper = new AbortController()
    let stoppedAt = 0
    const result = await fixture.run(
      command,
      {
        onOutput: () => {
          if (stopper.signal.aborted) return
          stoppedAt = performance.now()
          stopper.abort()
        },
      },
      stopper.signal,
    )
    expect(performance.now() - stoppedAt).toBeLessThan(1000)
    expect(result.endedBy).toBe('stopped')
    expect(result.stdout.startsWith('before\n')).toBe(true)
  })

  test('before the start runs nothing', async () => {
    const result = await fixture.run('echo x', {}, AbortSignal.abort())
    expect(result).toMatchObject({ endedBy: 'stopped', stdout: '' })
  })
})

function residentOf(id: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'latin1'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
