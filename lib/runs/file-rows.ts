/** A run's files as the rows of a tree: folders first, what is in a closed folder left out. Pure. */

export interface FileRow {
  path: string
  name: string
  depth: number
  isFolder: boolean
}

// One collator for all comparisons: `localeCompare` would look up the language anew each time.
const { compare } = new Intl.Collator()

/** Paths in the order in which the tree shows them: those in folders first, each kind by name. */
export function sortPaths(paths: readonly string[]): string[] {
  const depth = (path: string) => (path.includes('/') ? 0 : 1)
  return paths.toSorted((a, b) => depth(a) - depth(b) || compare(a, b))
}

/** The rows that are visible; `paths` as `sortPaths` gives them, `closed` the paths of closed folders. */
export function fileRowsOf(paths: readonly string[], closed: ReadonlySet<string>): FileRow[] {
  const rows: FileRow[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/')
    const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'))
    for (const [depth, folder] of folders.entries()) {
      if (seen.has(folder)) continue
      seen.add(folder)
      if (folders.slice(0, depth).some(parent => closed.has(parent))) continue
      rows.push({ path: folder, name: parts[depth] ?? '', depth, isFolder: true })
    }
    if (folders.some(folder => closed.has(folder))) continue
    rows.push({ path, name: parts.at(-1) ?? path, depth: folders.length, isFolder: false })
  }
  return rows
}
