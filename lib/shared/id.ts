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
  | 'template'
  | 'schedule'
  | 'hook'
  | 'batch'
  | 'approval'
  | 'webhook'
  | 'delivery'
  | 'rule'
  | 'switch'
  | 'price'
  | 'claim'
  | 'server'

/**
 * Makes a new identifier such as `run_01kaxr2v9q4t8m3c7ze5hwn0dj`: 48 bits of time and 80 of chance in
 * Crockford base 32 (the layout of a ULID, https://github.com/ulid/spec, in lower case).
 */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  let text = ''
  for (let time = now, digit = 0; digit < 10; digit += 1) {
    text = alphabet.charAt(time % 32) + text
    time = Math.floor(time / 32)
  }
  for (let digit = 0; digit < 16; digit += 1) text += alphabet.charAt(randomByte() & 31)
  return `${prefix}_${text}`
}

/** Random bytes are fetched by the page: a call to the system's generator costs more than an identifier. */
const page = new Uint8Array(1_024)
let taken = page.length

function randomByte(): number {
  if (taken === page.length) {
    crypto.getRandomValues(page)
    taken = 0
  }
  taken += 1
  return page[taken - 1] ?? 0
}
