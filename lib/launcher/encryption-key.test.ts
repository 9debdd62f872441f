import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../db/testing'
import { loadKey } from '../providers/secrets'
import { findKey, keyFile, keyFits, keyText, settleKey } from './encryption-key'
import { StartProblem } from './problem'

let home: string
let database: TestDatabase
let client: Client
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'reef-key-'))
  database = await createTestDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await database.drop()
  rmSync(home, { recursive: true })
})

test('the first start makes a key that the other processes read from the same file', async () => {
  const key = await settleKey(client, home, null)
  expect(statSync(keyFile(home)).mode & 0o777).toBe(0o600)
  expect(await loadKey({ encryptionKey: undefined, reefHome: home })).toEqual(key)
  expect(await loadKey({ encryptionKey: keyText(key), reefHome: '/none' })).toEqual(key)
  expect(await settleKey(client, home, null)).toEqual(key)
  // The same key in another spelling is the same key.
  expect(await settleKey(client, home, key.bytes.toString('hex'))).toEqual(key)
})

test('what is no key is refused in one line that names where it stands', async () => {
  writeFileSync(keyFile(home), 'correct horse\n')
  const wanted = 'The encryption key must be 32 bytes in base64 or hex.'
  expect(() => findKey(home, null)).toThrow(new StartProblem(`${wanted} What is in ${keyFile(home)} is not.`))
  expect(() => findKey(home, 'secret')).toThrow(
    new StartProblem(`${wanted} What is in REEF_ENCRYPTION_KEY is not.`),
  )
  expect(readFileSync(keyFile(home), 'utf8')).toBe('correct horse\n')
})

test('another key than the database’s, or none, is refused and nothing is written', async () => {
  const key = await settleKey(client, home, null)
  const other = randomBytes(32).toString('base64')
  await expect(settleKey(client, home, other)).rejects.toThrow(/REEF_ENCRYPTION_KEY is not the one/)
  rmSync(keyFile(home))
  await expect(settleKey(client, home, null)).rejects.toThrow(/encryption key is missing.*Restore/)
  expect(findKey(home, null)).toBeNull()
  expect(await keyFits(client, key)).toBe(true)
})
