/** The secret that signs session cookies and invitation links, derived from the installation's key. */
import { hkdfSync } from 'node:crypto'
import { env } from '../env'
import { EncryptionKeyError, loadKey } from '../providers/secrets'

/** 256 bits in hex, apart from every other use of the same key (HKDF, RFC 5869). Throws `EncryptionKeyError`. */
export async function authSecret(): Promise<string> {
  const key = await loadKey(env())
  if (!key) throw new EncryptionKeyError('There is no encryption key. Start Reef with "npm start".')
  return Buffer.from(hkdfSync('sha256', key.bytes, '', 'reef accounts v1', 32)).toString('hex')
}
