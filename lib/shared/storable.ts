/** Text as Postgres can hold it: no NUL, no half of a surrogate pair, no key that is JavaScript's own. Pure. */

/** With the `u` flag a surrogate matches only where its other half is missing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what this looks for
const unstorable = /[\u0000\ud800-\udfff]/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what this replaces
const everyUnstorable = /[\u0000\ud800-\udfff]/gu

/** Assigning to this key changes an object's prototype instead of the object. */
const prototypeKey = '__proto__'

/** Replaces what neither `text` nor `jsonb` takes by U+FFFD. */
export function storableText(text: string): string {
  return unstorable.test(text) ? text.replace(everyUnstorable, '\ufffd') : text
}

/** The same for every text and key in a JSON value. A value that is fine comes back as it is, not copied. */
export function storable<T>(value: T): T {
  return (isStorable(value) ? value : mend(value)) as T
}

/** Whether a JSON value can be stored and read back as it is. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !unstorable.test(value)
  if (value === null || typeof value !== 'object') return true
  if (Array.isArray(value)) return value.every(isStorable)
  return Object.keys(value).every(
    key => key !== prototypeKey && !unstorable.test(key) && isStorable(Reflect.get(value, key)),
  )
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(mend)
  const entries = Object.entries(value).filter(([key]) => key !== prototypeKey)
  return Object.fromEntries(entries.map(([key, inner]) => [storableText(key), mend(inner)]))
}
