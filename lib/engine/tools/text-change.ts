/** What a changed text shows in the page: counts, and a unified diff up to a size. */
import { structuredPatch } from 'diff'
import type { Json } from '../../shared/json'

/** Characters of a diff that the page keeps with the call; the whole file is one click away. */
const diffCharacters = 12_000
/** Beyond this a diff takes long and tells nobody anything. */
const limits = { timeout: 200, maxEditLength: 4000, context: 3 }

/** `{ path, added, removed, diff }`: lines, and a unified diff or null where the texts have too little in common. */
export function describeChange(path: string, before: string, after: string): { [key: string]: Json } {
  const patch = structuredPatch(path, path, before, after, undefined, undefined, limits)
  if (patch === undefined) return { path, added: countLines(after), removed: countLines(before), diff: null }
  const lines = patch.hunks.flatMap(hunk => hunk.lines)
  const text = patch.hunks.flatMap(hunk => [
    `@@ -${place(hunk.oldStart, hunk.oldLines)} +${place(hunk.newStart, hunk.newLines)} @@`,
    ...hunk.lines,
  ])
  return {
    path,
    added: lines.filter(line => line.startsWith('+')).length,
    removed: lines.filter(line => line.startsWith('-')).length,
    diff: cut(text.join('\n')),
  }
}

/** An empty range stands before its line: `0,0` for a new file. */
function place(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`
}

function cut(diff: string): string {
  if (diff.length <= diffCharacters) return diff
  const whole = diff.lastIndexOf('\n', diffCharacters)
  return `${diff.slice(0, whole > 0 ? whole : diffCharacters)}\n[… cut]`
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
}
