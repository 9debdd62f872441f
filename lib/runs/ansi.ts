/** Terminal output as coloured pieces of text: SGR colours are kept, every other escape sequence is dropped. Pure. */

export interface AnsiSpan {
  text: string
  /** Utility classes; empty for plain text. */
  className: string
}

const colours: Record<number, string> = {
  30: 'text-faint',
  31: 'text-failed',
  32: 'text-succeeded',
  33: 'text-waiting',
  34: 'text-running',
  35: 'text-scripted',
  36: 'text-token-cache-read',
  37: 'text-ink',
}

// ECMA-48: CSI sequences, OSC strings (titles, links, clipboard), and two-byte escapes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
const sequence = /\u001b\[([0-9;:?]*)([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is left of control characters is dropped
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

interface Style {
  colour: string
  bold: boolean
  dim: boolean
}

/** Parses output. Carriage returns rewrite their line, as progress bars mean them to. */
export function parseAnsi(input: string): AnsiSpan[] {
  const text = input.replace(/\r\n/g, '\n').replace(/[^\n]*\r(?!\n|$)/g, '')
  const spans: AnsiSpan[] = []
  let style: Style = { colour: '', bold: false, dim: false }
  let from = 0
  for (const match of text.matchAll(sequence)) {
    push(spans, text.slice(from, match.index), style)
    if (match[2] === 'm') style = applyCodes(style, match[1] ?? '')
    from = match.index + match[0].length
  }
  push(spans, text.slice(from), style)
  return spans
}

function push(spans: AnsiSpan[], raw: string, style: Style): void {
  const text = raw.replace(controls, '')
  if (text === '') return
  const className = [style.colour, style.bold ? 'font-semibold' : '', style.dim ? 'opacity-70' : '']
    .filter(Boolean)
    .join(' ')
  const last = spans.at(-1)
  if (last && last.className === className) last.text += text
  else spans.push({ text, className })
}

function applyCodes(style: Style, codes: string): Style {
  const numbers = codes === '' ? [0] : codes.split(/[;:]/).map(Number)
  let next = style
  for (let index = 0; index < numbers.length; index += 1) {
    const code = numbers[index] ?? 0
    // 38 and 48 carry a colour of their own behind them, which the theme does not have.
    if (code === 38 || code === 48) index += numbers[index + 1] === 2 ? 4 : 2
    else next = applyCode(next, code)
  }
  return next
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return { colour: '', bold: false, dim: false }
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, colour: '' }
  const colour = colours[code >= 90 ? code - 60 : code]
  return colour === undefined ? style : { ...style, colour }
}
