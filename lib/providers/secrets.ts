/** Secrets at rest: AES-256-GCM, bound to the record that holds them; the key lives outside the database. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const algorithm = 'aes-256-gcm'
const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
/** Name of the key file in the data folder. */
export const keyFileName = 'encryption-key'

export interface EncryptionKey {
  /** First 8 hex digits of the key's SHA-256: names the key without telling it. */
  id: string
  bytes: Buffer
}

/** Where a secret lives. It opens there and nowhere else. */
export interface SecretPlace {
  workspaceId: string
  recordId: string
  field: string
}

/** The key is missing, malformed or not the one that the data was encrypted with. */
export class EncryptionKeyError extends Error {}

/** Encrypts to `v1.<keyId>.<base64url(iv | tag | ciphertext)>` with workspace, record and field as associated data. */
export function sealSecret(plain: string, place: SecretPlace, key: EncryptionKey): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key.bytes, iv)
  cipher.setAAD(associatedData(place))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return `v1.${key.id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** Opens a box. Throws `EncryptionKeyError` when the key is another one, or the box was changed or moved. */
export function openSecret(box: string, place: SecretPlace, key: EncryptionKey): string {
  const [version, keyId, body, ...rest] = box.split('.')
  if (version !== 'v1' || keyId === undefined || body === undefined || rest.length > 0)
    throw new EncryptionKeyError('A stored secret is not in a known form.')
  if (keyId !== key.id)
    throw new EncryptionKeyError(
      `A stored secret was encrypted with key ${keyId}, but the key here is ${key.id}.`,
    )
  const bytes = Buffer.from(body, 'base64url')
  try {
    const decipher = createDecipheriv(algorithm, key.bytes, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(associatedData(place))
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw new EncryptionKeyError('A stored secret does not open here: it was changed or moved.')
  }
}

/** Reads a key of 32 bytes from base64, base64url or hex. Throws `EncryptionKeyError`. */
export function parseKey(text: string): EncryptionKey {
  const trimmed = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (bytes.length !== keyBytes)
    throw new EncryptionKeyError('The encryption key must be 32 bytes in base64 or hex.')
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes }
}

/**
 * The key from the environment, else from the key file in the data folder; null when there is neither. Throws
 * `EncryptionKeyError` for a malformed one.
 */
export async function loadKey(source: {
  encryptionKey: string | undefined
  reefHome: string
}): Promise<EncryptionKey | null> {
  if (source.encryptionKey !== undefined) return parseKey(source.encryptionKey)
  const path = join(source.reefHome, keyFileName)
  try {
    const text = await readFile(path, 'utf8')
    await chmod(path, 0o600)
    return parseKey(text)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/**
 * Makes a key file that only its owner can read. Of two processes that do so at once, both end up with the same
 * key: an existing file is never overwritten.
 */
export async function createKey(reefHome: string): Promise<EncryptionKey> {
  const path = join(reefHome, keyFileName)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = randomBytes(keyBytes).toString('base64')
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${text}\n`)
    await file.sync()
    await link(draft, path)
    return parseKey(text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return parseKey(await readFile(path, 'utf8'))
  } finally {
    await file.close()
    await unlink(draft)
  }
}

const canaryPlace: SecretPlace = {
  workspaceId: 'installation',
  recordId: 'encryption-canary',
  field: 'value',
}
const canaryText = 'reef'

/** A box kept in the database by which a later start sees whether it has the right key. */
export function makeCanary(key: EncryptionKey): string {
  return sealSecret(canaryText, canaryPlace, key)
}

/** Throws `EncryptionKeyError` unless the key is the one the canary was made with. */
export function checkCanary(canary: string, key: EncryptionKey): void {
  if (openSecret(canary, canaryPlace, key) !== canaryText)
    throw new EncryptionKeyError('The encryption key is not the one this data was encrypted with.')
}

function associatedData(place: SecretPlace): Buffer {
  return Buffer.from(`${place.workspaceId}|${place.recordId}|${place.field}`)
}
