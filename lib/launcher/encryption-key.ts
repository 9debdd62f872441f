// The key that encrypts stored secrets: from the environment or a 0600 file, and proved to be the database's own.
import fs from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import {
  checkCanary,
  createKey,
  type EncryptionKey,
  EncryptionKeyError,
  keyFileName,
  makeCanary,
  parseKey,
} from '../providers/secrets'
import { StartProblem } from './problem'

const canaryKey = 'encryption-key'

export const keyFile = (home: string) => path.join(home, keyFileName)

/** The key as the environment carries it to the other processes. */
export const keyText = (key: EncryptionKey) => key.bytes.toString('base64')

/** The key given or kept, or null when there is none yet. Throws StartProblem for a text that is no key. */
export function findKey(home: string, given: string | null): EncryptionKey | null {
  const text = given ?? (fs.existsSync(keyFile(home)) ? fs.readFileSync(keyFile(home), 'utf8') : null)
  if (text === null) return null
  try {
    return parseKey(text)
  } catch (error) {
    if (!(error instanceof EncryptionKeyError)) throw error
    throw new StartProblem(`${error.message} What is in ${sourceOf(home, given)} is not.`)
  }
}

const sourceOf = (home: string, given: string | null) => (given ? 'REEF_ENCRYPTION_KEY' : keyFile(home))

/**
 * Returns the key that fits this database. A database that never had a key gets one: the given one, or a new one
 * (256 random bits) in the key file. Throws StartProblem, and writes nothing, when the database knows another key.
 */
export async function settleKey(client: Client, home: string, given: string | null): Promise<EncryptionKey> {
  const found = findKey(home, given)
  const known = await readCanary(client)
  if (!found && known) {
    throw new StartProblem(
      `The encryption key is missing, and this database holds secrets encrypted with it. Restore ${keyFile(home)} or set REEF_ENCRYPTION_KEY.`,
    )
  }
  const key = found ?? (await createKey(home))
  if (!known) await writeCanary(client, key)
  if (!fits(key, known ?? (await readCanary(client)))) {
    throw new StartProblem(
      `The encryption key in ${sourceOf(home, given)} is not the one that this database was made with.`,
    )
  }
  return key
}

/** Whether the key is the one this database was made with; null when the database never had one. */
export async function keyFits(client: Client, key: EncryptionKey): Promise<boolean | null> {
  const known = await readCanary(client)
  return known === null ? null : fits(key, known)
}

function fits(key: EncryptionKey, known: string | null): boolean {
  try {
    checkCanary(known ?? '', key)
    return true
  } catch (error) {
    if (error instanceof EncryptionKeyError) return false
    throw error
  }
}

async function readCanary(client: Client): Promise<string | null> {
  const found = await client.query<{ check: string }>(
    `SELECT value->>'check' AS "check" FROM "Installation" WHERE key = $1`,
    [canaryKey],
  )
  return found.rows[0]?.check ?? null
}

async function writeCanary(client: Client, key: EncryptionKey): Promise<void> {
  await client.query(`INSERT INTO "Installation" (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, [
    canaryKey,
    JSON.stringify({ check: makeCanary(key) }),
  ])
}
