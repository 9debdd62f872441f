/** The identity of a skill's content: one hash over the path and bytes of every file. */
import { createHash } from 'node:crypto'

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * SHA-256 (hex) over the lines `path NUL file-hash LF`, sorted by path in code unit order. Any change of a name or
 * a byte changes it; the order in which files are given, and everything but path and bytes, does not. A path
 * holds neither NUL nor LF (see `isSafePath`), so two different folders never make the same lines.
 */
export function treeHash(files: readonly { path: string; hash: string }[]): string {
  const lines = files
    .map(file => `${file.path}\u0000${file.hash}\n`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return createHash('sha256').update(lines.join('')).digest('hex')
}
