/** Finds characters that a person does not see but a model reads, and makes them visible. */

/**
 * Unicode tags, bidirectional controls, zero-width and other invisible format characters, and the variation
 * selectors 17-256, which can carry bytes. A joiner inside an emoji and a byte order mark at the start are plain text.
 */
const hidden =
  /[\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}]|[\u202A-\u202E\u2066-\u2069\u200B\u200C\u200E\u200F\u2060-\u2064\u206A-\u206F\u00AD\u180E\u3164\uFFA0\uFEFF]|(?<!\p{Extended_Pictographic}\uFE0F?|[\u{1F3FB}-\u{1F3FF}]|\p{L}|\p{M})\u200D/gu

export interface HiddenCharacters {
  count: number
  /** Offset of the first one. */
  index: number
  /** Their code points, without repeats, at most eight. */
  kinds: string[]
}

/** What is hidden in `text`, or null. Letters joined by ZWJ or ZWNJ in scripts that need them are left alone. */
export function findHiddenCharacters(text: string): HiddenCharacters | null {
  const matches = [...text.matchAll(hidden)].filter(match => !isOrthographic(text, match.index, match[0]))
  const first = matches[0]
  if (!first) return null
  const kinds = [...new Set(matches.map(match => codePoint(match[0])))].slice(0, 8)
  return { count: matches.length, index: first.index, kinds }
}

/** Replaces hidden and control characters by their code points, such as `<U+202E>`. */
export function makeVisible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this shows
  return text.replace(hidden, codePoint).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, codePoint)
}

/** Removes what `findHiddenCharacters` tells, for text that goes to a model. */
export function removeHidden(text: string): string {
  return text.replace(hidden, (match: string, index: number) =>
    isOrthographic(text, index, match) ? match : '',
  )
}

function codePoint(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}

/** Persian and the Indic scripts write a zero-width non-joiner between letters. */
function isOrthographic(text: string, index: number, character: string): boolean {
  if (character !== '\u200C') return false
  return /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{M}]$/u.test(
    text.slice(Math.max(0, index - 2), index),
  )
}
