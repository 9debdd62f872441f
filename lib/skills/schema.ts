/** What a skill is: a folder with a SKILL.md, kept as immutable versions, and what Reef has to say about it. */
import { z } from 'zod'
import { attachedFile, filePath } from '../files/schema'
import { json } from '../shared/json'
import { skillStatuses } from './rules'

/** The limits of the Agent Skills standard (agentskills.io/specification), in characters. */
export const standardLimits = {
  name: 64,
  description: 1024,
  compatibility: 500,
  bodyLines: 500,
  bodyTokens: 5000,
} as const

/** What one upload, and one skill in it, may hold. Sizes are unpacked bytes. */
export const importLimits = {
  skillFiles: 500,
  skillBytes: 10 * 1024 * 1024,
  archiveFiles: 2_000,
  archiveBytes: 50 * 1024 * 1024,
  /** Folders above a SKILL.md, without one common root folder. */
  depth: 6,
  skillFileBytes: 1024 * 1024,
} as const

export const severity = z.enum(['error', 'warning', 'info'])
export type Severity = z.infer<typeof severity>

/**
 * One remark about a skill, as data. A code that begins with `scan-` is a finding of the static scan: it is shown
 * to a person and never blocks anything by itself.
 */
export const diagnostic = z.object({
  code: z.string(),
  severity,
  message: z.string(),
  /** The front matter field it is about. */
  field: z.string().exactOptional(),
  /** The file and line (from 1) it is about. */
  path: z.string().exactOptional(),
  line: z.int().positive().exactOptional(),
  /** The offending text, shortened, with hidden characters made visible. */
  excerpt: z.string().exactOptional(),
})
export type Diagnostic = z.infer<typeof diagnostic>

/** The YAML of a SKILL.md: every scalar a string, unknown fields kept. */
export const frontmatter = z.record(z.string(), json)
export type Frontmatter = z.infer<typeof frontmatter>

export const skillStatus = z.enum(skillStatuses)
export type SkillStatus = z.infer<typeof skillStatus>

export const skillOrigin = z.enum(['imported', 'authored', 'builtin'])
export type SkillOrigin = z.infer<typeof skillOrigin>

/** One immutable state of a skill's folder, without the text of its files. */
export const skillVersion = z.object({
  id: z.string(),
  number: z.int().positive(),
  /** Covers the path and bytes of every file, see tree-hash.ts. */
  hash: z.string(),
  description: z.string(),
  diagnostics: z.array(diagnostic),
  files: z.array(attachedFile),
  licence: z.string().nullable(),
  origin: skillOrigin,
  changelog: z.string(),
  createdById: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type SkillVersion = z.infer<typeof skillVersion>

/** One row of the library. */
export const skillSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: skillStatus,
  pinned: z.boolean(),
  /** Number of the version that runs get, or null while nothing is published. */
  publishedVersion: z.int().positive().nullable(),
  latestVersion: z.int().positive(),
  origin: skillOrigin,
  errors: z.int().nonnegative(),
  warnings: z.int().nonnegative(),
  findings: z.int().nonnegative(),
  /** Estimated tokens: of the line every request carries, and of the text when the skill is opened. */
  lineTokens: z.int().nonnegative(),
  bodyTokens: z.int().nonnegative(),
  lastUsedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type SkillSummary = z.infer<typeof skillSummary>

export const skillDetail = skillSummary.extend({ versions: z.array(skillVersion) })
export type SkillDetail = z.infer<typeof skillDetail>

/** A run that opened a skill. */
export const skillUse = z.object({
  runId: z.string(),
  taskId: z.string(),
  title: z.string(),
  version: z.int().positive(),
  at: z.iso.datetime(),
})
export type SkillUse = z.infer<typeof skillUse>

export const skillFilter = z.object({
  q: z.string().max(200).optional(),
  status: skillStatus.optional(),
})
export type SkillFilter = z.infer<typeof skillFilter>

/** A file as the page and other programs send it: text, or bytes in base64. */
export const fileContent = z.union([
  z.strictObject({ path: filePath, text: z.string().max(importLimits.skillBytes) }),
  z.strictObject({ path: filePath, base64: z.base64().max(Math.ceil(importLimits.skillBytes / 3) * 4) }),
])
export type FileContent = z.infer<typeof fileContent>

export const createSkillInput = z.strictObject({
  /** The whole text of SKILL.md, front matter included. */
  text: z.string().min(1).max(importLimits.skillFileBytes),
  files: z.array(fileContent).max(importLimits.skillFiles).default([]),
  changelog: z.string().max(2000).default(''),
})
export type CreateSkillInput = z.infer<typeof createSkillInput>

/** A new version = the files of `base` with these written and those removed. */
export const saveVersionInput = z.strictObject({
  /** Number of the version that the edit began from; a newer one in between is a conflict. */
  base: z.int().positive(),
  write: z.array(fileContent).max(importLimits.skillFiles).default([]),
  remove: z.array(filePath).max(importLimits.skillFiles).default([]),
  changelog: z.string().max(2000).default(''),
})
export type SaveVersionInput = z.infer<typeof saveVersionInput>

/** How one skill of an upload stands to the library. */
export const importChange = z.enum(['new', 'update', 'unchanged'])

/** One skill of an upload, for a person to review before anything is stored. */
export const importPreviewItem = z.object({
  folder: z.string(),
  /** False when it cannot be used; the diagnostics say why. */
  isUsable: z.boolean(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  hash: z.string().nullable(),
  licence: z.string().nullable(),
  change: importChange.nullable(),
  files: z.array(z.object({ path: z.string(), size: z.int() })),
  diagnostics: z.array(diagnostic),
  /** The text of SKILL.md after the front matter, to be read before it is trusted. */
  body: z.string().nullable(),
})
export type ImportPreviewItem = z.infer<typeof importPreviewItem>

export const importPreview = z.object({ items: z.array(importPreviewItem) })
export type ImportPreview = z.infer<typeof importPreview>

export const importedSkill = z.object({
  folder: z.string(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'skipped']),
  skillId: z.string().nullable(),
  name: z.string().nullable(),
  version: z.int().nullable(),
  diagnostics: z.array(diagnostic),
})
export type ImportedSkill = z.infer<typeof importedSkill>

export const importReport = z.object({ items: z.array(importedSkill) })
export type ImportReport = z.infer<typeof importReport>

export const fileDiff = z.object({
  path: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  /** Unified diff of a text file; null for a binary or very large one. */
  patch: z.string().nullable(),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
})
export type FileDiff = z.infer<typeof fileDiff>

export const versionDiff = z.object({ from: z.int(), to: z.int(), files: z.array(fileDiff) })
export type VersionDiff = z.infer<typeof versionDiff>

const versionNumber = z.coerce.number().int().positive().max(1_000_000)

/** What stands in the addresses of the API. */
export const skillParams = z.object({ skillId: z.string().min(1).max(64) })
export const versionQuery = z.object({ version: versionNumber.optional() })
export const skillFileQuery = versionQuery.extend({ path: filePath })
export const diffQuery = z.object({ from: versionNumber, to: versionNumber })
export const publishInput = z.strictObject({ version: z.int().positive().optional() })

export const skillList = z.object({ skills: z.array(skillSummary) })
export const skillUses = z.object({ uses: z.array(skillUse) })
