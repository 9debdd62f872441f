/** Reading a file of the run as text, with answers a model can act on when that is not possible. */
import type { FileEntry, FileTree } from '../../files/schema'
import { resolveToolPath } from './paths'
import type { ToolContext } from './tool'

/** Larger files are for the shell: a tool call must not hold them twice in memory. */
const readableBytes = 16 * 1024 * 1024
const namesShown = 12

export type FoundFile =
  | { ok: true; path: string; entry: FileEntry; writable: boolean }
  | { ok: false; problem: string; listing?: string[] }

/** Finds a file by a path as the model wrote it. `path` comes back as the tree of its area holds it. */
export function findFile(written: string, context: Pick<ToolContext, 'files' | 'skills'>): FoundFile {
  const target = resolveToolPath(written)
  if (target.area === 'refused') return { ok: false, problem: target.reason }
  let tree = context.files
  if (target.area === 'skill') {
    const skill = context.skills.find(({ name }) => name === target.name)
    if (!skill) return { ok: false, problem: `There is no skill "${target.name}".` }
    tree = skill.files
  }
  const entry = Object.hasOwn(tree, target.path) ? tree[target.path] : undefined
  if (entry) return { ok: true, path: target.path, entry, writable: target.area === 'work' }
  const listing = below(tree, target.path)
  if (listing.length > 0) return { ok: false, problem: `${written} is a folder.`, listing }
  return { ok: false, problem: `There is no file ${written}. ${nearby(tree, target.path)}` }
}

export type TextFile = { ok: true; text: string } | { ok: false; problem: string }

/** The text of a file in UTF-8, without its byte order mark. */
export async function readText(written: string, entry: FileEntry, context: ToolContext): Promise<TextFile> {
  if (entry.size > readableBytes) {
    return { ok: false, problem: `${written} has ${entry.size} bytes, too many to open at once. Use bash.` }
  }
  const bytes = await context.store.read(entry.hash)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return { ok: true, text }
  } catch {
    // Not UTF-8: said below.
  }
  return { ok: false, problem: `${written} is not text (${entry.size} bytes). Use bash to look into it.` }
}

function below(tree: FileTree, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`
  return Object.keys(tree)
    .filter(path => path.startsWith(prefix))
    .sort()
}

function nearby(tree: FileTree, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const paths = Object.keys(tree).filter(known => !known.startsWith('.reef/'))
  const same = paths.filter(known => known.endsWith(`/${name}`) || known === name)
  const shown = (same.length > 0 ? same : paths).sort().slice(0, namesShown)
  if (shown.length === 0) return 'The work folder is empty.'
  return `There is: ${shown.join(', ')}${paths.length > shown.length && same.length === 0 ? ', …' : ''}`
}
