/** Turns an upload (folder, zip or pasted SKILL.md) into skills to review; nothing is stored here. */
import { findSkills, type SkillFolder } from './find-skills'
import { inspectSkill, type SkillFile } from './inspect'
import { librarySlug } from './library-name'
import { findLookalike, isMixedScript } from './name-lookalike'
import { decodeText, type ParsedSkill } from './parse'
import { readZip } from './read-zip'
import { hasErrors } from './rules'
import { type Diagnostic, importLimits } from './schema'
import { hashBytes, treeHash } from './tree-hash'
import { isJunk, type Refusal, refuse, UploadedPaths } from './uploaded-paths'
import { descriptionOf } from './validate'

export interface FoundSkill {
  kind: 'skill'
  /** Path in the upload; it is the key by which a person chooses. */
  folder: string
  /** Unique in this upload. */
  name: string
  description: string
  skill: ParsedSkill
  files: SkillFile[]
  hash: string
  licence: string | null
  diagnostics: Diagnostic[]
}

export interface SkippedSkill {
  kind: 'skipped'
  folder: string
  diagnostics: Diagnostic[]
}

export type ImportedItem = FoundSkill | SkippedSkill
export type ImportResult = { ok: true; items: ImportedItem[] } | Refusal

/** Imports a zip archive; see `readZip` for what is refused. */
export async function importZip(bytes: Uint8Array): Promise<ImportResult> {
  const unpacked = await readZip(bytes)
  return unpacked.ok ? importFiles(unpacked.files) : unpacked
}

/** Imports one pasted SKILL.md. */
export function importPaste(text: string): ImportResult {
  return importFiles([{ path: 'SKILL.md', bytes: new TextEncoder().encode(text) }])
}

/**
 * Imports a folder as a browser uploads it. Lenient: only a missing description or unreadable YAML skips a skill.
 * Two skills with one name: the one whose path comes first keeps it, the other is skipped with a warning.
 */
export function importFiles(uploaded: readonly SkillFile[]): ImportResult {
  const files = uploaded.filter(file => !isJunk(file.path))
  const paths = new UploadedPaths()
  let bytes = 0
  for (const file of files) {
    const problem = paths.add(file.path)
    if (problem) return problem
    bytes += file.bytes.length
  }
  if (bytes > importLimits.archiveBytes) {
    return refuse(
      'too-large',
      `Together the files are larger than ${importLimits.archiveBytes / 2 ** 20} MB.`,
    )
  }
  const folders = findSkills(files)
  if (folders.length === 0) return refuse('empty', 'There is no SKILL.md in what was uploaded.')
  const taken = new Map<string, string>()
  return { ok: true, items: folders.map(folder => importFolder(folder, taken)) }
}

function importFolder(folder: SkillFolder, taken: Map<string, string>): ImportedItem {
  if (folder.problem) return { kind: 'skipped', folder: folder.folder, diagnostics: [folder.problem] }
  const inspection = inspectSkill(folder.files, {
    mode: 'lenient',
    ...(folder.name === undefined ? {} : { folder: folder.name }),
    ...(folder.inheritedLicence ? { inheritedLicence: decodeText(folder.inheritedLicence.bytes).text } : {}),
  })
  const { skill, diagnostics } = inspection
  if (!skill || hasErrors(diagnostics)) return { kind: 'skipped', folder: folder.folder, diagnostics }
  const slug = librarySlug(skill.frontmatter, folder.name)
  const other = taken.get(slug.name)
  if (other !== undefined) {
    const message = `The skill in "${other}" has the same name "${slug.name}" and comes first.`
    const collision: Diagnostic = { code: 'name-taken', severity: 'error', message, field: 'name' }
    return { kind: 'skipped', folder: folder.folder, diagnostics: [collision, ...diagnostics] }
  }
  const found = [...slug.diagnostics, ...diagnostics, ...nameFindings(slug.name, taken.keys())]
  taken.set(slug.name, folder.folder)
  const hash = treeHash(folder.files.map(file => ({ path: file.path, hash: hashBytes(file.bytes) })))
  const description = descriptionOf(skill.frontmatter)
  const { licence } = inspection
  return {
    kind: 'skill',
    folder: folder.folder,
    name: slug.name,
    description,
    skill,
    files: folder.files,
    hash,
    licence,
    diagnostics: found,
  }
}

/** Findings about a name beside the names that are already there; about the name itself too, unless told not to. */
export function nameFindings(name: string, others: Iterable<string>, ofItself = true): Diagnostic[] {
  const found: Diagnostic[] = []
  const lookalike = findLookalike(name, others)
  if (lookalike !== null) {
    const message = `The name "${name}" is easily taken for "${lookalike}".`
    found.push({ code: 'scan-name-lookalike', severity: 'warning', message, field: 'name' })
  }
  if (ofItself && isMixedScript(name)) {
    const message = `The name "${name}" mixes letters of different scripts that look alike.`
    found.push({ code: 'scan-name-mixed-script', severity: 'warning', message, field: 'name' })
  }
  return found
}
