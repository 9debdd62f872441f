/** The list of skills in a request's frozen prefix: one line each, within a budget of characters. */
import { removeHidden } from './hidden-text'

export interface CatalogEntry {
  name: string
  description: string
}

/** About 1 % of a window of 200,000 tokens. */
export const catalogCharacters = 8_000

/**
 * The entries as a run's prefix lists them: sorted by name, descriptions on one line without hidden characters. Over
 * the budget the longest descriptions lose their tails first, all to one common length; names go last. Equal input
 * gives equal output: the text is part of a cached prefix.
 */
export function fitCatalog<T extends CatalogEntry>(
  entries: readonly T[],
  budget: number = catalogCharacters,
): T[] {
  const lines = entries
    .map(entry => ({ ...entry, name: oneLine(entry.name), description: oneLine(entry.description) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const limit = commonLimit(lines, budget)
  const cut = lines.map(line => ({ ...line, description: cutTail(line.description, limit) }))
  let length = -1
  return cut.filter(line => {
    length += catalogLine(line).length + 1
    return length <= budget
  })
}

/** `- name: description` for every skill that fits; empty when there are none, so that no request lists nothing. */
export function buildCatalog(entries: readonly CatalogEntry[], budget: number = catalogCharacters): string {
  return fitCatalog(entries, budget)
    .map(line => catalogLine(line))
    .join('\n')
}

/** The line that one skill adds to a request. */
export function catalogLine(entry: CatalogEntry, limit = Number.POSITIVE_INFINITY): string {
  const description = cutTail(oneLine(entry.description), limit)
  return description === '' ? `- ${oneLine(entry.name)}` : `- ${oneLine(entry.name)}: ${description}`
}

/** The greatest description length with which all lines fit; 0 when even bare names do not. */
function commonLimit(lines: readonly CatalogEntry[], budget: number): number {
  const longest = Math.max(0, ...lines.map(line => line.description.length))
  const fits = (limit: number) =>
    lines.reduce((sum, line) => sum + catalogLine(line, limit).length + 1, 0) <= budget + 1
  if (fits(longest)) return longest
  let low = 0
  let high = longest
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** Cuts at a space where one is near, and marks the cut. Under 12 characters a description says nothing. */
function cutTail(text: string, limit: number): string {
  if (text.length <= limit) return text
  if (limit < 12) return ''
  const head = text.slice(0, limit - 1)
  const space = head.lastIndexOf(' ')
  const cut = space > limit - 20 ? head.slice(0, space) : head.replace(/[\ud800-\udbff]$/, '')
  return `${cut.replace(/[\s.,;:]+$/, '')}…`
}

function oneLine(text: string): string {
  return removeHidden(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
