/** Cuts a text into the pieces in which a server would send it. */

/** No pieces for an absent text; the whole in one without a length. */
export function pieces(text: string | undefined, length = Number.POSITIVE_INFINITY): string[] {
  if (!text) return []
  if (length >= text.length) return [text]
  const cut: string[] = []
  for (let at = 0; at < text.length; at += length) cut.push(text.slice(at, at + length))
  return cut
}
