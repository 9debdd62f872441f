/** Everything Reef can say about one skill's files: parsed, validated, scanned. */

import { detectLicence } from './licence'
import { findMissingLinks } from './missing-links'
import { decodeText, type ParsedSkill, parseSkill } from './parse'
import { scanFiles } from './scan'
import { type Diagnostic, importLimits } from './schema'
import { type ValidationMode, validateSkill } from './validate'

export interface SkillFile {
  path: string
  bytes: Uint8Array
}

export interface Inspection {
  /** Null when the SKILL.md is missing or unreadable; then there is an error among the diagnostics. */
  skill: ParsedSkill | null
  licence: string | null
  diagnostics: Diagnostic[]
}

export interface InspectionOptions {
  mode: ValidationMode
  folder?: string
  /** Text of a licence file above the skill's folder. */
  inheritedLicence?: string
}

/** The path of the skill's main file: `SKILL.md`, else `skill.md`. */
export function findSkillFile<T extends { path: string }>(files: readonly T[]): T | undefined {
  return files.find(file => file.path === 'SKILL.md') ?? files.find(file => file.path === 'skill.md')
}

/** Inspects a skill's folder. In strict mode a repaired or wrongly encoded front matter is an error too. */
export function inspectSkill(files: readonly SkillFile[], options: InspectionOptions): Inspection {
  const main = findSkillFile(files)
  if (!main) return failed('skill-file-missing', 'There is no SKILL.md.')
  if (main.bytes.length > importLimits.skillFileBytes) {
    return failed(
      'skill-file-too-large',
      `SKILL.md has ${main.bytes.length} bytes; at most ${importLimits.skillFileBytes} are read.`,
    )
  }
  const { text, diagnostics: encoding } = decodeText(main.bytes)
  const parsed = parseSkill(text)
  const reading = [...encoding, ...parsed.diagnostics].map(item =>
    options.mode === 'strict' && item.severity === 'warning' ? { ...item, severity: 'error' as const } : item,
  )
  if (!parsed.ok) return { skill: null, licence: null, diagnostics: [...reading, ...scanAll(files)] }
  const { skill } = parsed
  const own = files.find(file => /^(licen[cs]e|copying)(\.(txt|md))?$/i.test(file.path))
  const licence = detectLicence(
    skill.frontmatter,
    own && decodeText(own.bytes).text,
    options.inheritedLicence,
  )
  const diagnostics = [
    ...reading,
    ...validateSkill({
      skill,
      mode: options.mode,
      ...(options.folder === undefined ? {} : { folder: options.folder }),
    }),
    ...licence.diagnostics,
    ...findMissingLinks(
      skill,
      files.map(file => file.path),
    ),
    ...scanAll(files),
  ]
  return { skill, licence: licence.licence, diagnostics }
}

function failed(code: string, message: string): Inspection {
  return { skill: null, licence: null, diagnostics: [{ code, severity: 'error', message }] }
}

const scannedAlways = /\.(md|markdown|mdx|txt|sh|bash|zsh|ps1|py|js|mjs|cjs|ts|rb|pl|json|ya?ml|toml)$/i

function scanAll(files: readonly SkillFile[]): Diagnostic[] {
  const readable = files.filter(isText)
  const findings = scanFiles(readable.map(file => ({ path: file.path, text: decodeText(file.bytes).text })))
  const unread = files.length - readable.length
  if (unread === 0) return findings
  const message = `${unread} binary or very large ${unread === 1 ? 'file was' : 'files were'} not scanned.`
  return [...findings, { code: 'scan-unread', severity: 'info', message }]
}

/** No NUL byte in the first 8 KB, which is how git tells text from binary; a script stays one with a NUL in it. */
function isText(file: SkillFile): boolean {
  if (file.bytes.length > importLimits.skillFileBytes) return false
  return scannedAlways.test(file.path) || !file.bytes.subarray(0, 8192).includes(0)
}
