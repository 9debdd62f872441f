/** What an API token looks like: `reef_`, 256 random bits, and a checksum that tells a typing error from a wrong token. */
import { createHash, randomBytes } from 'node:crypto'

const prefix = 'reef_'
const pattern = /^reef_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/
const checksumLength = 8

/** Makes a new token of 256 random bits. It is shown once; only its hash is kept. */
export function makeToken(): string {
  const body = prefix + randomBytes(32).toString('base64url')
  return body + checksum(body)
}

/** Whether the text could be a token of ours. Spares the database a query for anything else. */
export function isToken(text: string): boolean {
  return pattern.test(text) && text.endsWith(checksum(text.slice(0, -checksumLength)))
}

/** SHA-256 in hex. A plain hash is enough: there are 256 random bits to guess, not a person's password. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function checksum(body: string): string {
  return hashSecret(body).slice(0, checksumLength)
}
