import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyMigrations, readMigrations } from './migrate'
import { administer, createTestDatabase, type TestDatabase } from './testing'

const shipped = readMigrations(path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations'))
const extra = (sql: string) => ({ name: '29990101000000_extra', sql, checksum: 'c'.repeat(64) })

describe('applyMigrations', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  async function rows(sql: string) {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }

  test('records what it applied with the checksums of Prisma', async () => {
    expect(shipped.length).toBeGreaterThan(0)
    expect(
      await rows('SELECT migration_name AS name, checksum FROM "_prisma_migrations" ORDER BY 1'),
    ).toEqual(shipped.map(({ name, checksum }) => ({ name, checksum })))
  })

  test('applies nothing twice, also when two start at once', async () => {
    const migrations = [...shipped, extra('CREATE TABLE extra (id int PRIMARY KEY)')]
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, migrations)))
    expect(applied.flat()).toEqual(['29990101000000_extra'])
    expect(await applyMigrations(database.url, migrations)).toEqual([])
  })

  test('refuses a database that is newer than the checkout', async () => {
    await expect(applyMigrations(database.url, shipped)).rejects.toThrow('newer than this checkout')
  })

  test('refuses an edited migration', async () => {
    const edited = { ...extra('CREATE TABLE other (id int)'), checksum: 'd'.repeat(64) }
    await expect(applyMigrations(database.url, [...shipped, edited])).rejects.toThrow('was edited after')
    expect(await rows(`SELECT to_regclass('other') AS found`)).toEqual([{ found: null }])
  })

  test('leaves nothing of a migration that fails', async () => {
    const broken = {
      name: '29990102000000_broken',
      sql: 'CREATE TABLE half (id int); SELECT 1/0',
      checksum: 'e',
    }
    const migrations = [...shipped, extra(''), broken]
    await expect(applyMigrations(database.url, migrations)).rejects.toThrow(
      '29990102000000_broken failed: division',
    )
    expect(await rows(`SELECT to_regclass('half') AS found`)).toEqual([{ found: null }])
  })
})

test('two clones of the template share nothing', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
  await administer(one.url, 'CREATE TABLE mine (id int)')
  await expect(administer(two.url, 'SELECT * FROM mine')).rejects.toThrow('does not exist')
  await Promise.all([one.drop(), two.drop()])
})
