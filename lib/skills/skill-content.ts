/** Makes a storable version of a skill's files, or says why they cannot be one. */
import { AppError } from '../http/errors'
import { inspectSkill, type SkillFile } from './inspect'
import { librarySlug } from './library-name'
import type { ParsedSkill } from './parse'
import { hasErrors } from './rules'
import { type Diagnostic, importLimits } from './schema'
import { hashBytes, treeHash } from './tree-hash'
import { UploadedPaths } from './uploaded-paths'
import { descriptionOf } from './validate'

export interface SkillContent {
  name: string
  description: string
  skill: ParsedSkill
  files: SkillFile[]
  hash: string
  licence: string | null
  diagnostics: Diagnostic[]
}

/**
 * Reads files as one skill, leniently. Throws `invalid-input` with the diagnostics when there is no description or no
 * readable front matter, and for unsafe or colliding paths; `too-large` beyond the limits of one skill.
 */
export function readContent(files: readonly SkillFile[], folder?: string): SkillContent {
  checkFiles(files)
  const { skill, licence, diagnostics } = inspectSkill(files, {
    mode: 'lenient',
    ...(folder === undefined ? {} : { folder }),
  })
  if (!skill || hasErrors(diagnostics)) {
    const first = diagnostics.find(item => item.severity === 'error')
    throw new AppError('invalid-input', first?.message ?? 'This is not a skill.', { diagnostics })
  }
  const slug = librarySlug(skill.frontmatter, folder)
  const hash = treeHash(files.map(file => ({ path: file.path, hash: hashBytes(file.bytes) })))
  const description = descriptionOf(skill.frontmatter)
  const all = [...slug.diagnostics, ...diagnostics]
  return { name: slug.name, description, skill, files: [...files], hash, licence, diagnostics: all }
}

function checkFiles(files: readonly SkillFile[]): void {
  const { skillFiles, skillBytes } = importLimits
  const paths = new UploadedPaths()
  for (const file of files) {
    const problem = paths.add(file.path)
    if (problem) throw new AppError('invalid-input', problem.message, { reason: problem.code })
  }
  if (files.length > skillFiles) throw new AppError('too-large', `A skill has at most ${skillFiles} files.`)
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  if (bytes > skillBytes) throw new AppError('too-large', `A skill has at most ${skillBytes / 2 ** 20} MB.`)
}
