/** The secret that signs session cookies and invitation links, derived from the installation's key. */
import { hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** 256 bits in hex, different from every other use of the same key (HKDF, RFC 5869). Throws without a key. */
export function deriveAuthSecret(installationKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', installationKey, '', 'reef accounts v1', 32)).toString('hex')
}

/** The installation's key: REEF_ENCRYPTION_KEY, else the key file in REEF_HOME. */
export function authSecret(): string {
  // biome-ignore lint/complexity/useLiteralKeys: process.env has an index signature
  const key = process.env['REEF_ENCRYPTION_KEY'] ?? readKeyFile()
  return deriveAuthSecret(Buffer.from(key.trim()))
}

function readKeyFile(): string {
  // biome-ignore lint/complexity/useLiteralKeys: process.env has an index signature
  const home = process.env['REEF_HOME'] ?? '.reef'
  return readFileSync(join(home, 'encryption.key'), 'utf8')
}
