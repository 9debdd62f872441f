/** `reef doctor`: checks what an installation needs and prints one line a check. */
import fs from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { readMigrations } from '../db/migrate'
import { testSandbox } from '../engine/sandbox/self-test'
import { openSandbox } from '../engine/sandbox/tiers'
import { env } from '../env'
import { openObjectStore } from '../files/object-store'
import { findKey, keyFile, keyFits } from '../launcher/encryption-key'
import { readSettings, type Settings } from '../launcher/settings'
import { sha256 } from '../shared/hash'
import { findInstallation } from './installation'

type Finding = { name: string; state: 'ok' | 'warning' | 'failed'; detail: string }
type Check = () => Finding['detail'] | Promise<Finding['detail']>

/** Thrown by a check for what works but should be mended. */
class Warning extends Error {}

/** Prints the table. The exit code is 1 when a check failed. */
export async function runDoctor(root: string): Promise<number> {
  const settings = readSettings(process.env, root)
  const installation = findInstallation(root)
  const checks: [string, Check][] = [
    ['Node', checkNode],
    ['Data folder', () => checkHome(settings)],
    ['Disk', () => checkDisk(settings)],
    ['Network', () => checkNetwork(settings, installation?.listens ?? null)],
    ['Sandbox', checkSandbox],
    ['Running', () => checkRunning(installation?.address ?? null, settings)],
    ['Database', () => withDatabase(installation?.databaseUrl, checkServer)],
    ['Migrations', () => withDatabase(installation?.databaseUrl, client => checkMigrations(client, root))],
    ['Files', checkFiles],
    ['Encryption key', () => withDatabase(installation?.databaseUrl, client => checkKey(client, settings))],
  ]
  let failed = 0
  for (const [name, check] of checks) {
    const finding = await examine(name, check)
    if (finding.state === 'failed') failed++
    process.stdout.write(`${finding.state.padEnd(8)} ${name.padEnd(15)} ${finding.detail}\n`)
  }
  return failed > 0 ? 1 : 0
}

async function examine(name: string, check: Check): Promise<Finding> {
  try {
    return { name, state: 'ok', detail: await check() }
  } catch (error) {
    const { message } = error as Error
    return {
      name,
      state: error instanceof Warning ? 'warning' : 'failed',
      detail: message.split('\n')[0] ?? '',
    }
  }
}

function checkNode(): string {
  if (process.versions.node.split('.')[0] !== '24')
    throw new Error(`Node ${process.versions.node} instead of 24`)
  return process.versions.node
}

// Secrets lie in files that only their owner may read; anything wider is drift.
function checkHome({ home }: Settings): string {
  fs.accessSync(home, fs.constants.W_OK)
  for (const name of ['encryption-key', 'setup-link', 'runtime.json', 'command-line-token']) {
    const mode = fs.statSync(path.join(home, name), { throwIfNoEntry: false })?.mode ?? 0
    if ((mode & 0o077) !== 0) throw new Error(`${path.join(home, name)} can be read by others: chmod 600 it`)
  }
  if ((fs.statSync(home).mode & 0o022) !== 0)
    throw new Error(`${home} can be written by others: chmod 700 it`)
  return home
}

function checkDisk({ home }: Settings): string {
  const { bavail, bsize } = fs.statfsSync(home)
  const free = `${Math.round((bavail * bsize) / 1024 ** 2)} MB free`
  if (bavail * bsize < 64 * 1024 ** 2) throw new Error(free)
  if (bavail * bsize < 1024 ** 3) throw new Warning(free)
  return free
}

/** `listens` is where a running Reef does; its port may be another than that of this shell's settings. */
function checkNetwork({ host, port, origin }: Settings, listens: string | null): string {
  if (origin?.startsWith('http:') && !/^http:\/\/(localhost|127\.)/.test(origin)) {
    throw new Warning(`${origin} is not encrypted: put a proxy with TLS before Reef`)
  }
  const place = listens ? `listens on ${listens}` : `would listen on ${host}:${port}`
  return `${place}${origin ? `, reached as ${origin}` : ''}`
}

// Attacks the sandbox with canaries, because a promise is worth what it holds on this machine.
async function checkSandbox(): Promise<string> {
  const sandbox = openSandbox(env().sandbox)
  try {
    const broken = (await testSandbox(sandbox)).filter(({ ok }) => !ok)
    if (broken.length > 0) throw new Error(broken.map(({ detail }) => detail).join(' '))
    return `${sandbox.tier}: files, environment, network, time, memory and disk hold`
  } finally {
    await sandbox.close()
  }
}

async function checkRunning(address: string | null, { home }: Settings): Promise<string> {
  if (!address) throw new Error(`no Reef runs on ${home}: start it with "npm start"`)
  const answer = await fetch(`${address}/api/v1/health`, { signal: AbortSignal.timeout(10_000) })
  const health = (await answer.json()) as { status: string; workers: number }
  if (!answer.ok) throw new Error(`${address} reports "${health.status}" with ${health.workers} workers`)
  return `${address}, ${health.workers} worker${health.workers === 1 ? '' : 's'}`
}

async function withDatabase(
  url: string | undefined,
  check: (client: Client) => Promise<string>,
): Promise<string> {
  if (!url) throw new Error('not reachable while Reef is stopped')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 8000 })
  await client.connect()
  try {
    return await check(client)
  } finally {
    await client.end()
  }
}

async function checkServer(client: Client): Promise<string> {
  const { rows } = await client.query<{ version: string; size: string }>(
    `SELECT current_setting('server_version') AS version, pg_size_pretty(pg_database_size(current_database())) AS size`,
  )
  return `Postgres ${rows[0]?.version}, ${rows[0]?.size}`
}

async function checkMigrations(client: Client, root: string): Promise<string> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  )
  const applied = new Map(rows.map(row => [row.name, row.checksum]))
  const here = readMigrations(path.join(root, 'prisma', 'migrations'))
  const open = here.filter(migration => applied.get(migration.name) !== migration.checksum)
  if (open.length > 0)
    throw new Error(`not as in this checkout: ${open.map(migration => migration.name).join(', ')}`)
  return `${here.length} applied`
}

// Writes the same few bytes each time and reads them back: keys, bucket, rights and clock are all proved by it.
async function checkFiles(): Promise<string> {
  const store = openObjectStore(env())
  if (!store) return 'in the database'
  const bytes = Buffer.from('Reef writes this to see whether it may.')
  await store.put(sha256(bytes), bytes)
  if (!(await store.get(sha256(bytes)))) throw new Error(`${store.place} forgot what it was given`)
  return store.place
}

async function checkKey(client: Client, settings: Settings): Promise<string> {
  const key = findKey(settings.home, settings.encryptionKey)
  if (!key) throw new Error(`missing: restore ${keyFile(settings.home)} or set REEF_ENCRYPTION_KEY`)
  if (!(await keyFits(client, key))) throw new Error('is not the one that this database was made with')
  return settings.encryptionKey ? 'from REEF_ENCRYPTION_KEY' : keyFile(settings.home)
}
