/** Files between a run and those it hands work to: values that are given, and values that come back. */
import type { AttachedFile, FileChange, FileTree } from '../files/schema'
import { folderOf } from '../runs/delegation'
import type { ChildState, RunState } from '../runs/run-state'
import { defaultLimits } from './sandbox/limits'
import { resolveToolPath } from './tools/paths'

export type HandedFiles = { ok: true; files: AttachedFile[] } | { ok: false; problem: string }

/** The files behind the paths that a model wrote: single ones, or all below a folder. */
export function filesAt(tree: FileTree, written: readonly string[]): HandedFiles {
  const found = new Map<string, AttachedFile>()
  for (const path of written) {
    const target = resolveToolPath(path)
    if (target.area !== 'work') return { ok: false, problem: `${path} is not a file of the work folder.` }
    const prefix = target.path === '' ? '' : `${target.path}/`
    const below = Object.entries(tree).filter(([known]) => known === target.path || known.startsWith(prefix))
    if (below.length === 0) return { ok: false, problem: `There is no file ${path} to hand on.` }
    for (const [known, entry] of below)
      if (!known.startsWith('.reef/')) found.set(known, { path: known, ...entry })
  }
  return { ok: true, files: [...found.values()] }
}

/** Longest path that the work folder takes. */
const pathCharacters = 1024

/**
 * What a child has made, as changes of its parent's tree, below the child's own folder. Files that it was given and
 * left alone stay behind.
 */
export function publishedFiles(parent: RunState, child: ChildState, made: RunState): FileChange[] {
  const given = new Map(made.created.files.map(({ path, hash }) => [path, hash]))
  const folder = folderOf(parent, child)
  return Object.entries(made.files)
    .filter(([path, { hash }]) => !path.startsWith('.reef/') && given.get(path) !== hash)
    .map(([path, entry]) => ({ path: `${folder}/${path}`, entry }))
    .filter(({ path }) => path.length <= pathCharacters)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** As many of the changes as the work folder has room for, in order. */
export function fitChanges(
  tree: FileTree,
  changes: readonly FileChange[],
): { kept: FileChange[]; left: number } {
  const entries = Object.values(tree)
  let bytes = entries.reduce((sum, { size }) => sum + size, 0)
  let files = entries.length
  const kept: FileChange[] = []
  for (const change of changes) {
    bytes += change.entry?.size ?? 0
    files += 1
    if (bytes > defaultLimits.diskBytes || files > defaultLimits.diskFiles) break
    kept.push(change)
  }
  return { kept, left: changes.length - kept.length }
}
