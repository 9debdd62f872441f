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

interface StreamRedactor {
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
  const longest = forms[0]?.length ?? 0
  const pattern = forms.length > 0 ? new RegExp(forms.map(escapePattern).join('|'), 'g') : null
  const redact = (text: string) => (pattern ? text.replace(pattern, replacement) : text)
  return { redact, stream: () => streamRedactor(pattern, longest) }
}

function isSecret(value: string): boolean {
  return value.length >= shortestSecret
}

/**
 * Holds back as much as the longest form minus one character: enough that a secret cut between pieces is always
 * seen whole before any of it is let go.
 */
function streamRedactor(pattern: RegExp | null, longest: number): StreamRedactor {
  if (!pattern) return { push: piece => piece, end: () => '' }
  let held = ''
  return {
    push(piece) {
      held += piece
      const { done, rest } = release(held, pattern, longest)
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

function release(text: string, pattern: RegExp, longest: number): { done: string; rest: string } {
  const safeUntil = text.length - longest + 1
  if (safeUntil <= 0) return { done: '', rest: text }
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
