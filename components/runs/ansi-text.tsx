import { memo } from 'react'
import { type AnsiSpan, parseAnsi } from '../../lib/runs/ansi'

const linesPerChunk = 100

/** Terminal output as text with colours. Long output is painted in pieces, only where it is looked at. */
export const AnsiText = memo(function AnsiText({ text }: { text: string }) {
  return chunks(parseAnsi(text)).map((chunk, index) => (
    <pre
      // biome-ignore lint/suspicious/noArrayIndexKey: output only grows at its end
      key={index}
      className="whitespace-pre-wrap break-words font-mono [contain-intrinsic-size:auto_1800px] [content-visibility:auto]"
    >
      {chunk.map((span, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <span key={place} className={span.className}>
          {span.text}
        </span>
      ))}
    </pre>
  ))
})

/** Splits spans at line ends into pieces of about a hundred lines. */
function chunks(spans: AnsiSpan[]): AnsiSpan[][] {
  const result: AnsiSpan[][] = [[]]
  let lines = 0
  for (const span of spans) {
    for (const [index, line] of span.text.split(/(?<=\n)/).entries()) {
      if (lines >= linesPerChunk) {
        result.push([])
        lines = 0
      }
      const piece = result.at(-1)
      const last = piece?.at(-1)
      if (last && index > 0 && last.className === span.className) last.text += line
      else piece?.push({ ...span, text: line })
      if (line.endsWith('\n')) lines += 1
    }
  }
  return result
}
