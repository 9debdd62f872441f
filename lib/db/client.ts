/** The one Prisma client of a process, on an ordinary Postgres pool. */
import { PrismaPg } from '@prisma/adapter-pg'
import { Prisma, PrismaClient } from '../../prisma/generated/client'
import { StatementNames } from './statement-names'

export type Database = PrismaClient
/** What a repository needs: the client itself, or the transaction it runs in. */
export type Connection = PrismaClient | Prisma.TransactionClient

export { Prisma }

const shared = globalThis as typeof globalThis & { reefDatabase?: Database }

/** Opens a client of its own. `connections` is the pool's size. */
export function openDatabase(connectionString: string, connections = 10): Database {
  const names = new StatementNames()
  const adapter = new PrismaPg(
    { connectionString, max: connections },
    { statementNameGenerator: ({ sql }) => names.nameOf(sql) ?? '' },
  )
  return new PrismaClient({ adapter, log: [] })
}

/** The process's client, opened at first use and kept over hot reloads. Throws without DATABASE_URL. */
export function getDatabase(): Database {
  if (!shared.reefDatabase) {
    // biome-ignore lint/complexity/useLiteralKeys: process.env has an index signature
    const url = process.env['DATABASE_URL']
    if (!url) throw new Error('DATABASE_URL is not set. Start Reef with "npm start".')
    shared.reefDatabase = openDatabase(url)
  }
  return shared.reefDatabase
}

/** For tests and the launcher: names the client that `getDatabase` gives. */
export function setDatabase(database: Database | undefined): void {
  if (database) shared.reefDatabase = database
  else delete shared.reefDatabase
}
