import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from './client'
import { StatementNames } from './statement-names'
import { createTestDatabase } from './testing'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Database

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url, 1)
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

test('a text gets its name at the eighth time and keeps it; rare ones get none', () => {
  const names = new StatementNames()
  const given = Array.from({ length: 10 }, () => names.nameOf('SELECT 1'))
  expect(given).toEqual([...Array(7).fill(undefined), 'reef_1', 'reef_1', 'reef_1'])
  expect(names.nameOf('SELECT 2')).toBeUndefined()
})

test('however many texts come, only so many get a name', () => {
  const names = new StatementNames()
  const named = new Set<string | undefined>()
  for (let text = 0; text < 500; text += 1)
    for (let time = 0; time < 8; time += 1) named.add(names.nameOf(`SELECT ${text}`))
  named.delete(undefined)
  expect(named.size).toBe(120)
})

test('Postgres prepares a statement that comes again and again, and answers it as before', async () => {
  const answers: unknown[] = []
  for (let time = 0; time < 12; time += 1) answers.push(await db.$queryRaw`SELECT ${time}::int + 1 AS sum`)
  expect(answers).toEqual(Array.from({ length: 12 }, (_, time) => [{ sum: time + 1 }]))
  const prepared = await db.$queryRaw<{ statement: string }[]>`SELECT statement FROM pg_prepared_statements`
  expect(prepared).toEqual([{ statement: 'SELECT $1::int + 1 AS sum' }])
})
