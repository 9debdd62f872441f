// One embedded Postgres: makes its cluster, starts it, says what is wrong in one line, stops it.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { startGuard } from '../shared/end-with-parent'
import { type PostgresPrograms, type PostgresUser, postgresPrograms, postgresUser } from './postgres-programs'

export type PostgresServer = {
  process: ChildProcess
  port: number
  /** Connection address of a database on this server. */
  url(database: string): string
  /** Fast shutdown: open connections are ended, everything committed is on disk. */
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** Holds `data/` (the cluster), `password` (0600) and `log`. Must be reachable by `postgresUser()`. */
  folder: string
  /** The port to come back on, for a restart under the address that others know; otherwise any free one. */
  port?: number
  /** Give up on fsync: for tests whose data may be lost. */
  disposable?: boolean
}

// Small and quiet: no replication, no io worker processes, no parallel query (which needs a large /dev/shm).
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=64MB',
  'max_connections=100',
  'io_method=sync',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_logical_replication_workers=0',
  'max_parallel_workers_per_gather=0',
  'max_parallel_maintenance_workers=0',
  'jit=off',
  'max_wal_size=512MB',
  'log_min_messages=fatal',
  'log_min_error_statement=panic',
]
const disposableSettings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=300',
]

/** Starts the cluster in `options.folder`, making it when it is not there. Throws an Error whose message is one line. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = postgresUser()
  const programs = postgresPrograms(user)
  const data = path.join(options.folder, 'data')
  const password = makeCluster(options.folder, programs, user)
  await endStalePostmaster(data)
  const log = path.join(options.folder, 'log')
  for (let attempt = 0; ; attempt++) {
    const port = options.port ?? (await freePort())
    const flags = [...settings, ...(options.disposable ? disposableSettings : [])].flatMap(flag => [
      '-c',
      flag,
    ])
    const from = rotateLog(log)
    const output = fs.openSync(log, 'a', 0o600)
    const child = spawn(programs.postgres, ['-D', data, '-p', String(port), ...flags], {
      ...(user ?? {}),
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', output],
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv,
    })
    fs.closeSync(output)
    const guard = startGuard()
    if (child.pid) guard.watch([{ pid: child.pid, signal: 'INT' }])
    child.once('exit', () => guard.dismiss())
    if (await becomesReady(child, data)) return server(child, port, password)
    const problem = fs.readFileSync(log, 'utf8').slice(from)
    // Another process took the port, or backends of a killed server still hold its memory: both pass.
    const passing = /could not bind|pre-existing shared memory/.test(problem)
    if (!passing || attempt >= 20) throw new Error(explain(problem, data))
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

function server(child: ChildProcess, port: number, password: string): PostgresServer {
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return {
    process: child,
    port,
    url: database => `postgresql://reef:${password}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGINT')
      const late = setTimeout(() => child.kill('SIGQUIT'), 8000)
      await exited
      clearTimeout(late)
    },
  }
}

function makeCluster(folder: string, programs: PostgresPrograms, user: PostgresUser): string {
  const data = path.join(folder, 'data')
  const passwordFile = path.join(folder, 'password')
  if (fs.existsSync(path.join(data, 'PG_VERSION'))) {
    if (fs.existsSync(passwordFile)) return fs.readFileSync(passwordFile, 'utf8').trim()
    throw new Error(`The database in ${data} is there but its password file ${passwordFile} is missing.`)
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const password = randomBytes(24).toString('base64url')
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  // initdb works in a draft folder, so a start that was cut off leaves nothing that looks like a cluster.
  const draft = path.join(folder, 'data.draft')
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { mode: 0o700 })
  if (user) for (const file of [folder, passwordFile, draft]) fs.chownSync(file, user.uid, user.gid)
  const made = spawnSync(
    programs.initdb,
    [
      `--pgdata=${draft}`,
      `--pwfile=${passwordFile}`,
      '--username=reef',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    {
      ...(user ?? {}),
      cwd: '/',
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv,
    },
  )
  if (made.status !== 0) {
    fs.rmSync(draft, { recursive: true, force: true })
    throw new Error(explain(`${made.stderr ?? ''}${made.error?.message ?? ''}`, data))
  }
  fs.renameSync(draft, data)
  return password
}

// The previous owner may have been killed: its server may still run, or its pid may now be somebody else's.
async function endStalePostmaster(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid')
  const word = readPidFile(file)
  if (word === undefined) return
  const pid = Number.parseInt(word, 10)
  // Of a dead server Postgres itself finds out by this file whether somebody still uses its memory.
  if (pid > 0 && !isAlive(pid)) return
  if (!commandOf(pid).includes(data)) {
    fs.rmSync(file, { force: true })
    return
  }
  process.kill(pid, 'SIGINT')
  for (let waited = 0; waited < 10_000 && isAlive(pid); waited += 20)
    await new Promise(r => setTimeout(r, 20))
}

// One look, not two: a starting server takes a dead one's file away between the question and the reading.
function readPidFile(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux')
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// The eighth line of postmaster.pid is the server's own word on its state (pg_ctl waits for the same line).
async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  let ended = false
  child.once('exit', () => (ended = true)).once('error', () => (ended = true))
  const file = path.join(data, 'postmaster.pid')
  for (let waited = 0; waited < 60_000 && !ended; waited += 3) {
    const lines = readPidFile(file)?.split('\n') ?? []
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true
    await new Promise(resolve => setTimeout(resolve, 3))
  }
  if (!ended) child.kill('SIGQUIT')
  return false
}

// The log is kept small: a server that runs well writes next to nothing.
function rotateLog(log: string): number {
  const size = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (size < 5_000_000) return size
  fs.renameSync(log, `${log}.old`)
  return 0
}

function explain(output: string, data: string): string {
  if (/No space left on device/.test(output)) return `The disk that holds ${data} is full.`
  if (/Permission denied/.test(output)) return `The database folder ${data} cannot be read or written.`
  if (/incompatible with server/.test(output))
    return `The database in ${data} was made by another version of Postgres.`
  if (/lock file .* already exists/.test(output)) return `Another Postgres is running on ${data}.`
  const line =
    output.split('\n').find(text => /FATAL|PANIC|error:/.test(text)) ?? output.trim().split('\n').at(-1) ?? ''
  return `Postgres did not start on ${data}: ${line.replace(/^.*?(FATAL|PANIC):\s*/, '').trim() || 'no reason given'}`
}

/** A TCP port on loopback that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
