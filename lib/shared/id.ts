/** Identifiers: a readable prefix, the time in milliseconds (so that rows sort by age) and 80 random bits. */

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

export type IdPrefix =
  | 'task'
  | 'run'
  | 'call'
  | 'agent'
  | 'skill'
  | 'version'
  | 'provider'
  | 'token'
  | 'usage'
  | 'budget'
  | 'worker'
  | 'message'
  | 'workspace'
  | 'member'
  | 'invitation'
  | 'user'
  | 'step'

/**
 * Makes a new identifier such as `run_01kaxr2v9q4t8m3c7ze5hwn0dj`: 48 bits of time and 80 of chance in
 * Crockford base 32 (the layout of a ULID, https://github.com/ulid/spec, in lower case).
 */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let time = now
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = time % 256
    time = Math.floor(time / 256)
  }
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let text = ''
  for (let index = 0; index < 26; index += 1) {
    text = alphabet.charAt(Number(value & 31n)) + text
    value >>= 5n
  }
  return `${prefix}_${text}`
}
