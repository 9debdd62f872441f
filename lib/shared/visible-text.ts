/** Makes visible what a text could hide from a reader: control characters, characters without width, turned text. */

const names: Record<string, string> = {
  '\u001b': 'ESC',
  '\u0007': 'BEL',
  '\b': 'BS',
  '\u007f': 'DEL',
  '\r': 'CR',
  '\0': 'NUL',
}

// Control characters, direction marks, separators of lines, and whatever Unicode lets a font leave out.
const unseen = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** `rm \u202ex` becomes `rm ⟨U+202E⟩x`; tabs and line ends stay. */
export function visibleText(text: string): string {
  return text.replace(unseen, character => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''
    return `⟨${names[character] ?? `U+${code}`}⟩`
  })
}

/** The text without any of it: for words of strangers that a model will read. */
export function withoutHidden(text: string): string {
  return text.replace(unseen, '')
}
