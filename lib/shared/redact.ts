/** Takes known secret values out of text, whatever common disguise they wear. */

/** Values shorter than this are no secrets; replacing them would eat ordinary text. */
const shortestSecret = 6
const replacement = '[redacted]'

export interface Redactor {
  /** Replaces every known form in a whole text. */
  redact(text: string): string
  /** A redactor for text that arrives in pieces. */
  stream(): StreamRedactor
}

export interface StreamRedactor {
  /** Takes a piece, returns what is safe to show by now (it may be empty). */
  push(piece: string): string
  /** Returns the rest. */
  end(): string
}

/**
 * Compiles the secrets once. Found are the value itself and its base64 (at all three byte alignments, plain and
 * URL alphabet), hex, URL-encoded and JSON-escaped forms.
 */
export function compileRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter(isSecret).flatMap(disguises))].sort((a, b) => b.length - a.length)
  const pattern = forms.length > 0 ? new RegExp(forms.map(escapePattern).join('|'), 'g') : null
  const redact = (text: string) => (pattern ? text.replace(pattern, replacement) : text)
  return { redact, stream: () => streamRedactor(pattern, forms) }
}

function isSecret(value: string): boolean {
  return value.length >= shortestSecret
}

/**
 * Holds back the end of the text for as long as it could be the beginning of a secret, and no more: ordinary text
 * passes at once, and a secret cut between pieces is seen whole before any of it is let go.
 */
function streamRedactor(pattern: RegExp | null, forms: readonly string[]): StreamRedactor {
  if (!pattern) return { push: piece => piece, end: () => '' }
  let held = ''
  return {
    push(piece) {
      held += piece
      const { done, rest } = release(held, pattern, beginningAt(held, forms))
      held = rest
      return done
    },
    end() {
      const last = held.replace(pattern, replacement)
      held = ''
      return last
    },
  }
}

/** Where the earliest unfinished form begins at the end of the text; its length when there is none. */
function beginningAt(text: string, forms: readonly string[]): number {
  const longest = forms[0]?.length ?? 0
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1) {
    const first = text[start] ?? ''
    const length = text.length - start
    const isBeginning = (form: string): boolean =>
      form.length > length && form.startsWith(first) && form.startsWith(text.slice(start))
    if (forms.some(isBeginning)) return start
  }
  return text.length
}

function release(text: string, pattern: RegExp, safeUntil: number): { done: string; rest: string } {
  let done = ''
  let from = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index >= safeUntil) break
    done += text.slice(from, match.index) + replacement
    from = match.index + match[0].length
  }
  if (from < safeUntil) {
    done += text.slice(from, safeUntil)
    from = safeUntil
  }
  return { done, rest: text.slice(from) }
}

function disguises(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  const base64 = [0, 1, 2]
    .map(offset => alignedBase64(bytes, offset))
    .filter(form => form.length >= shortestSecret)
  const encoded = encodeURIComponent(secret)
  return [
    secret,
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map(form => form.replaceAll('+', '-').replaceAll('/', '_')),
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
  ]
}

/**
 * The characters of a base64 text that depend on the secret alone, when the secret starts `offset` bytes after a
 * group of three: characters that mix in neighbouring bytes are left off at both ends.
 */
function alignedBase64(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length)
  padded.set(bytes, offset)
  const text = btoa(String.fromCharCode(...padded)).replace(/=+$/, '')
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  return text.slice(first, last)
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
