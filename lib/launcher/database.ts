// Brings the database to the state that web and worker expect: reachable, migrated, and of the right key.
import path from 'node:path'
import { Client } from 'pg'
import { applyMigrations, readMigrations } from '../db/migrate'
import { keyText, settleKey } from './encryption-key'
import { StartProblem } from './problem'
import type { Settings } from './settings'

type Prepared = { key: string; claimed: boolean }

/** Migrates and returns the encryption key, and whether a person owns the installation. Throws StartProblem with one line and leaves the data as it was. */
export async function prepareDatabase(url: string, settings: Settings, root: string): Promise<Prepared> {
  const migrations = readMigrations(path.join(root, 'prisma', 'migrations'))
  const client = await connect(url)
  try {
    await applyMigrations(url, migrations)
    const key = await settleKey(client, settings.home, settings.encryptionKey)
    return { key: keyText(key), claimed: await isClaimed(client) }
  } catch (error) {
    if (error instanceof StartProblem) throw error
    throw new StartProblem(explainDatabaseProblem(error, url))
  } finally {
    await client.end()
  }
}

// Asked in SQL, because loading the accounts would cost the launcher more than all else that it does.
async function isClaimed(client: Client): Promise<boolean> {
  const people = await client.query('SELECT 1 FROM "Account" WHERE password IS NOT NULL LIMIT 1')
  return people.rowCount !== 0
}

/** A connection, or a StartProblem that says what is wrong with the address. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 8000 })
  // A server that goes away later is noticed by the query that fails; without a listener Node would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    throw new StartProblem(explainDatabaseProblem(error, url))
  }
}

function explainDatabaseProblem(error: unknown, url: string): string {
  const { code, message } = error as Error & { code?: string }
  const { hostname, port, pathname, username } = new URL(url)
  const place = `${hostname || 'localhost'}:${port || 5432}`
  const start = 'DATABASE_URL: '
  if (code === 'ECONNREFUSED') return `${start}nothing answers at ${place}.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${start}the host ${hostname} is not known.`
  if (code === '28P01' || code === '28000')
    return `${start}${place} refuses the user ${username} or the password.`
  if (code === '3D000') return `${start}the database ${pathname.slice(1)} does not exist at ${place}.`
  if (code === '42501') return `${start}the user ${username} may not create tables there.`
  if (code === '53100' || /No space left/.test(message)) return 'The disk of the database is full.'
  if (/timeout/i.test(message)) return `${start}${place} did not answer within 8 seconds.`
  return `Database at ${place}: ${message.split('\n')[0] || code || 'no answer'}`
}
