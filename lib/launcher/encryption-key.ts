// The key that encrypts stored secrets: from the environment or a 0600 file, and proved to be the database's own.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import { StartProblem } from './problem'

const canaryKey = 'encryption-key'

export const keyFile = (home: string) => path.join(home, 'encryption.key')

/** The key given or kept, or null when there is none yet. */
export function findKey(home: string, given: string | null): string | null {
  if (given) return given
  return fs.existsSync(keyFile(home)) ? fs.readFileSync(keyFile(home), 'utf8').trim() || null : null
}

/**
 * Returns the key that fits this database. A database that never had a key gets one: the given one, or a new one
 * (256 random bits) in the key file. Throws StartProblem, and writes nothing, when the database knows another key.
 */
export async function settleKey(client: Client, home: string, given: string | null): Promise<string> {
  const found = findKey(home, given)
  const known = await readCanary(client)
  if (!found && known) {
    throw new StartProblem(
      `The encryption key is missing, and this database holds secrets encrypted with it. Restore ${keyFile(home)} or set REEF_ENCRYPTION_KEY.`,
    )
  }
  const key = found ?? randomBytes(32).toString('base64url')
  if (!found) fs.writeFileSync(keyFile(home), `${key}\n`, { mode: 0o600, flag: 'wx' })
  if (!known) await writeCanary(client, key)
  if (!fits(key, known ?? (await readCanary(client)))) {
    throw new StartProblem(
      `The encryption key in ${given ? 'REEF_ENCRYPTION_KEY' : keyFile(home)} is not the one that this database was made with.`,
    )
  }
  return key
}

/** Whether the key is the one this database was made with; null when the database never had one. */
export async function keyFits(client: Client, key: string): Promise<boolean | null> {
  const known = await readCanary(client)
  return known === null ? null : fits(key, known)
}

// A keyed digest of fixed words proves the key without telling anything about it.
function canaryOf(key: string): string {
  return createHmac('sha256', key).update('reef encryption key').digest('base64url')
}

function fits(key: string, known: string | null): boolean {
  const [own, other] = [Buffer.from(canaryOf(key)), Buffer.from(known ?? '')]
  return own.length === other.length && timingSafeEqual(own, other)
}

async function readCanary(client: Client): Promise<string | null> {
  const found = await client.query<{ check: string }>(
    `SELECT value->>'check' AS "check" FROM "Installation" WHERE key = $1`,
    [canaryKey],
  )
  return found.rows[0]?.check ?? null
}

async function writeCanary(client: Client, key: string): Promise<void> {
  await client.query(`INSERT INTO "Installation" (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, [
    canaryKey,
    JSON.stringify({ check: canaryOf(key) }),
  ])
}
