/** Trees as values: a change gives a new tree, two trees give their changes. */
import type { FileChange, FileTree } from './schema'

/** The tree after the changes. The given tree stays as it is. */
export function applyChanges(tree: FileTree, changes: readonly FileChange[]): FileTree {
  const after = { ...tree }
  for (const { path, entry } of changes) {
    if (entry) after[path] = entry
    else delete after[path]
  }
  return after
}
