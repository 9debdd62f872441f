/** A text as one line for lists and cards. */

const mostCharacters = 140

/** White space folded, cut with an ellipsis at 140 characters. */
export function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > mostCharacters ? `${flat.slice(0, mostCharacters - 1)}…` : flat
}
