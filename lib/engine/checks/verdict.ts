/** What one try of a check says, and what it may look at. */
import type { FileStore, FileTree } from '../../files/schema'

export interface Verdict {
  passed: boolean
  /** What was seen; the agent reads it when the check fails. */
  output: string
  /** Words from the material that a judge has quoted and that are really there. */
  evidence?: string[]
}

/** The run's files as they are when its answer is checked. Nothing that a check does changes them. */
export interface CheckedFiles {
  files: FileTree
  store: FileStore
}

/** Bytes of a file that a check reads; a larger one fails with a word about it. */
const readableBytes = 16 * 1024 * 1024

/** The text of a file, or why there is none. */
export async function readChecked(
  path: string,
  { files, store }: CheckedFiles,
): Promise<{ ok: true; text: string } | { ok: false; problem: string }> {
  const entry = Object.hasOwn(files, path) ? files[path] : undefined
  if (!entry) return { ok: false, problem: `There is no file ${path}.` }
  if (entry.size > readableBytes)
    return { ok: false, problem: `${path} is too large to be read (${entry.size} bytes).` }
  return { ok: true, text: new TextDecoder().decode(await store.read(entry.hash)) }
}
