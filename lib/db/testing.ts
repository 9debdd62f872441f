// A real Postgres for tests: each test file clones the migrated template database.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Set by testing-setup.ts: address of the server's `postgres` database, and the name of the migrated template. */
export const testServerVariable = 'REEF_TEST_POSTGRES_URL'
export const testTemplateVariable = 'REEF_TEST_POSTGRES_TEMPLATE'

export type TestDatabase = {
  /** Connection address of an empty, migrated database that is this caller's alone. */
  url: string
  /** Ends every connection to it and drops it. */
  drop(): Promise<void>
}

/** Clones the template (about 30 ms). Call it in `beforeAll` and `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env[testServerVariable]
  const template = process.env[testTemplateVariable]
  if (!server || !template)
    throw new Error('createTestDatabase works only under vitest (lib/db/testing-setup.ts)')
  const name = `reef_test_${randomBytes(6).toString('hex')}`
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

/** Runs one statement on the server's own database. */
export async function administer(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
