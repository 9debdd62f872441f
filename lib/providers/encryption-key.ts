/** The process's encryption key, loaded once. Making one is the launcher's business. */
import 'server-only'
import { env } from '../env'
import { type EncryptionKey, EncryptionKeyError, loadKey } from './secrets'

let loading: Promise<EncryptionKey> | undefined

/** Throws `EncryptionKeyError` when neither the environment nor the data folder has a key. */
export function encryptionKey(): Promise<EncryptionKey> {
  loading ??= loadKey(env()).then(key => {
    if (key) return key
    loading = undefined
    throw new EncryptionKeyError(
      'There is no encryption key: set REEF_ENCRYPTION_KEY, or start Reef with "npm start".',
    )
  })
  return loading
}
