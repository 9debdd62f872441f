/** Finds the skills in a tree of files: one at the root, many in a plugin layout, some in nested folders. */
import type { SkillFile } from './inspect'
import { type Diagnostic, importLimits } from './schema'

export interface SkillFolder {
  /** Path in the upload; empty for the root. */
  folder: string
  /** The folder's own name, when the upload tells it. */
  name: string | undefined
  /** Paths are relative to the folder. */
  files: SkillFile[]
  /** Text of the nearest licence file above the folder. */
  inheritedLicence: SkillFile | undefined
  /** Set when the folder holds a SKILL.md that is not taken. */
  problem: Diagnostic | undefined
}

const mainFile = /(^|\/)(SKILL|skill)\.md$/
const licenceFile = /^(licen[cs]e|copying)(\.(txt|md))?$/i

/**
 * Every folder with a SKILL.md, sorted by path. A skill owns all files below it; a SKILL.md further inside is one of
 * its files, unless a folder named `skills` lies between (a plugin that is a skill itself). Depth counts without
 * the one folder that wraps a whole archive.
 */
export function findSkills(files: readonly SkillFile[]): SkillFolder[] {
  const wrapper = commonRoot(files)
  const candidates = [
    ...new Set(files.filter(file => mainFile.test(file.path)).map(file => parentOf(file.path))),
  ]
  const folders: string[] = []
  for (const folder of candidates.sort(byDepthThenName)) {
    const isInside = folders.some(outer => isBelow(folder, outer) && !opensNewScope(folder, outer))
    if (!isInside) folders.push(folder)
  }
  return folders.sort().map(folder => describeFolder(folder, folders, files, wrapper))
}

function describeFolder(
  folder: string,
  all: string[],
  files: readonly SkillFile[],
  wrapper: string,
): SkillFolder {
  const inner = all.filter(other => other !== folder && isBelow(other, folder))
  const own = files
    .filter(file => isBelow(file.path, folder) && !inner.some(other => isBelow(file.path, other)))
    .map(file => ({
      path: folder === '' ? file.path : file.path.slice(folder.length + 1),
      bytes: file.bytes,
    }))
  const name = folder === '' ? undefined : folder.split('/').at(-1)
  return {
    folder,
    name,
    files: own,
    inheritedLicence: licenceAbove(folder, files),
    problem: tooMuch(folder, wrapper, own),
  }
}

function tooMuch(folder: string, wrapper: string, files: readonly SkillFile[]): Diagnostic | undefined {
  const { depth, skillFiles, skillBytes } = importLimits
  const levels = folder.split('/').length - (wrapper === '' ? 0 : 1)
  if (folder !== '' && levels > depth)
    return problem('too-deep', `It lies ${levels} folders deep; ${depth} are searched.`)
  if (files.length > skillFiles) {
    return problem(
      'too-many-files',
      `It has ${files.length} files; the limit for one skill is ${skillFiles}.`,
    )
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  if (bytes <= skillBytes) return undefined
  return problem('too-large', `It has ${bytes} bytes; the limit for one skill is ${skillBytes}.`)
}

function problem(code: string, message: string): Diagnostic {
  return { code, severity: 'error', message }
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

function opensNewScope(folder: string, outer: string): boolean {
  const between = (outer === '' ? folder : folder.slice(outer.length + 1)).split('/').slice(0, -1)
  return between.includes('skills')
}

function byDepthThenName(a: string, b: string): number {
  const depth = (path: string) => (path === '' ? 0 : path.split('/').length)
  return depth(a) - depth(b) || (a < b ? -1 : a > b ? 1 : 0)
}

/** The single folder under which everything lies, as in the archives that code hosts make; else empty. */
function commonRoot(files: readonly SkillFile[]): string {
  const first = files[0]?.path.split('/') ?? []
  const root = first.length > 1 ? (first[0] ?? '') : ''
  return root !== '' && files.every(file => file.path.startsWith(`${root}/`)) ? root : ''
}

function licenceAbove(folder: string, files: readonly SkillFile[]): SkillFile | undefined {
  for (let path = folder; path !== ''; ) {
    path = parentOf(path)
    const found = files.find(
      file => parentOf(file.path) === path && licenceFile.test(file.path.split('/').at(-1) ?? ''),
    )
    if (found) return found
  }
  return undefined
}
