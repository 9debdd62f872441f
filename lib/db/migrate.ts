// Applies prisma/migrations in order, recorded as Prisma's own tool records them, with no download.
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'

export type Migration = { name: string; sql: string; checksum: string }

// The lock that `prisma migrate` takes too, so that the two never apply at once.
const advisoryLock = 72707369

const recordTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/** The migrations of a folder, oldest first. The checksum is Prisma's: SHA-256 of the file, in hex. */
export function readMigrations(folder: string): Migration[] {
  const names = fs.readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())
  return names
    .map(entry => entry.name)
    .sort()
    .map(name => {
      const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * Brings the database at `url` up to date and returns the names of the migrations it applied.
 * Throws before touching anything when the database knows a migration that is not here, one that was edited
 * since it was applied, or one that failed half-way.
 */
export async function applyMigrations(url: string, migrations: Migration[]): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    const open = await outstanding(client, migrations)
    for (const migration of open) await applyOne(client, migration)
    return open.map(migration => migration.name)
  } finally {
    await client.end()
  }
}

async function outstanding(client: Client, migrations: Migration[]): Promise<Migration[]> {
  const exists = await client.query(`SELECT to_regclass('"_prisma_migrations"') AS found`)
  if (!exists.rows[0]?.found) await client.query(recordTable)
  const recorded = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  )
  const known = new Map(migrations.map(migration => [migration.name, migration]))
  for (const row of recorded.rows) {
    const migration = known.get(row.migration_name)
    if (!row.finished_at)
      throw new Error(`The migration ${row.migration_name} failed earlier and was not finished.`)
    if (!migration)
      throw new Error(`The database is newer than this checkout: it has the migration ${row.migration_name}.`)
    if (migration.checksum !== row.checksum) {
      throw new Error(
        `The migration ${row.migration_name} was edited after it had been applied to this database.`,
      )
    }
  }
  const done = new Set(recorded.rows.map(row => row.migration_name))
  return migrations.filter(migration => !done.has(migration.name))
}

async function applyOne(client: Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`The migration ${migration.name} failed: ${(error as Error).message}`, { cause: error })
  }
}
