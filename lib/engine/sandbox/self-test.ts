/** Shows that a sandbox holds what it promises, on this machine and now: real attacks with canaries. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryStore } from '../../files/memory-store'
import { defaultLimits } from './limits'
import type { Sandbox, SandboxLimits, SandboxResult } from './sandbox'

export interface SandboxCheck {
  name: 'runs' | 'files' | 'environment' | 'network' | 'deadline' | 'memory' | 'disk'
  ok: boolean
  /** What was seen, in a sentence. */
  detail: string
}

const canaryVariable = 'REEF_SANDBOX_CANARY'

type Run = (command: string, limits?: Partial<SandboxLimits>) => Promise<SandboxResult>

/** Runs all checks, one after the other. Takes about three seconds and leaves nothing behind. */
export async function testSandbox(sandbox: Sandbox): Promise<SandboxCheck[]> {
  const store = new MemoryStore()
  const run: Run = (command, limits) =>
    sandbox.exec(
      {
        workspaceId: 'self-test',
        command,
        files: {},
        mounts: {},
        limits: { ...defaultLimits, deadlineMs: 20_000, ...limits },
      },
      store,
      new AbortController().signal,
    )
  const checks: SandboxCheck[] = []
  for (const [name, check] of Object.entries(checkers) as [SandboxCheck['name'], Checker][]) {
    try {
      checks.push({ name, ...(await check(run)) })
    } catch (error) {
      checks.push({ name, ok: false, detail: error instanceof Error ? error.message : String(error) })
    }
  }
  return checks
}

type Checker = (run: Run) => Promise<{ ok: boolean; detail: string }>

const checkers: Record<SandboxCheck['name'], Checker> = {
  async runs(run) {
    const { stdout } = await run('echo hello | tr a-z A-Z')
    return { ok: stdout === 'HELLO\n', detail: stdout === 'HELLO\n' ? 'A command runs.' : 'No command runs.' }
  },
  async files(run) {
    const canary = crypto.randomUUID()
    const folder = await mkdtemp(join(tmpdir(), 'reef-canary-'))
    try {
      const path = join(folder, 'canary.txt')
      await writeFile(path, canary)
      return unseen(
        canary,
        await run(`cat ${path}; python3 -c "print(open('${path}').read())"`),
        'A file outside',
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  async environment(run) {
    const canary = crypto.randomUUID()
    process.env[canaryVariable] = canary
    try {
      return unseen(
        canary,
        await run('env; python3 -c "import os; print(os.environ)"'),
        'The environment of Reef',
      )
    } finally {
      delete process.env[canaryVariable]
    }
  },
  async network(run) {
    let visits = 0
    const server = createServer(socket => {
      visits += 1
      // The visitor may be gone before it is answered.
      socket.on('error', () => {})
      socket.end('reached')
    })
    const port = await listen(server)
    try {
      const python = `import socket; socket.create_connection(('127.0.0.1', ${port}), 1)`
      await run(`curl http://127.0.0.1:${port}; cat < /dev/tcp/127.0.0.1/${port}; python3 -c "${python}"`)
    } finally {
      server.close()
    }
    return { ok: visits === 0, detail: visits === 0 ? 'Loopback is out of reach.' : 'Loopback was reached.' }
  },
  async deadline(run) {
    const { endedBy, durationMs } = await run('while :; do :; done', { deadlineMs: 300 })
    const ok = endedBy === 'deadline' && durationMs < 1500
    return { ok, detail: `An endless loop ended after ${durationMs} ms.` }
  },
  async memory(run) {
    const eat = 'x = []\nwhile True: x.append(bytearray(20_000_000))'
    const { endedBy, exitCode } = await run(`python3 -c "${eat}"`, { memoryBytes: 256 * 1024 * 1024 })
    const ok = endedBy === 'memory' || exitCode !== 0
    return { ok, detail: ok ? 'A command that eats memory was ended.' : 'Memory is not bounded.' }
  },
  async disk(run) {
    const { changes } = await run('for i in $(seq 200); do echo x > f$i; done', { diskFiles: 50 })
    return {
      ok: changes.length <= 50,
      detail: `${changes.length} of 200 files were kept under a limit of 50.`,
    }
  },
}

function unseen(canary: string, { stdout, stderr }: SandboxResult, what: string) {
  const ok = !(stdout + stderr).includes(canary)
  return { ok, detail: `${what} ${ok ? 'cannot' : 'can'} be read.` }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
