import { expect, test } from 'vitest'
import { visibleText } from './visible-text'

test.each([
  ['rm \u202ecod.txt', 'rm ⟨U+202E⟩cod.txt'],
  ['a\u001b[2Kb', 'a⟨ESC⟩[2Kb'],
  ['a\rb\0', 'a⟨CR⟩b⟨NUL⟩'],
  ['zero\u200bwidth\u2060\ufeff', 'zero⟨U+200B⟩width⟨U+2060⟩⟨U+FEFF⟩'],
  ['tag\u{e0041}', 'tag⟨U+E0041⟩'],
  ['filler\u3164', 'filler⟨U+3164⟩'],
  ['plain\ttext\nüß 語 🪸', 'plain\ttext\nüß 語 🪸'],
])('%j is shown as %s', (text, shown) => {
  expect(visibleText(text)).toBe(shown)
})
