/** Reviews an upload against the library, and stores the skills that a person chose. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { type FoundSkill, type ImportedItem, nameFindings } from './import'
import type { Upload } from './read-upload'
import { listNames } from './repository'
import type { ImportedSkill, ImportPreview, ImportPreviewItem, ImportReport } from './schema'
import { storeSkill, writeContent } from './store-skill'

/** What is in the upload and how it stands to the library. Stores nothing. */
export async function previewImport(actor: Actor, upload: Upload): Promise<ImportPreview> {
  requireCan(actor, 'skill:write')
  const library = new Map((await listNames(actor)).map(row => [row.name, row]))
  const items = itemsOf(upload).map(item => {
    if (item.kind === 'skipped') return previewSkipped(item.folder, item.diagnostics)
    const known = library.get(item.name)
    const change = !known ? 'new' : known.hash === item.hash ? 'unchanged' : 'update'
    return previewFound(item, change, known ? [] : [...library.keys()])
  })
  return { items }
}

/** Stores the chosen skills as drafts, each in a transaction of its own; identical content stays as it is. */
export async function importSkills(actor: Actor, upload: Upload): Promise<ImportReport> {
  requireCan(actor, 'skill:write')
  const names = (await listNames(actor)).map(row => row.name)
  const chosen = upload.choose && new Set(upload.choose)
  const items: ImportedSkill[] = []
  for (const item of itemsOf(upload)) {
    if (chosen && !chosen.has(item.folder)) continue
    items.push(
      item.kind === 'skill'
        ? await storeFound(actor, item, names)
        : skippedItem(item.folder, item.diagnostics),
    )
  }
  return { items }
}

async function storeFound(actor: Actor, item: FoundSkill, names: readonly string[]): Promise<ImportedSkill> {
  const { workspaceId, memberId: createdById } = actor
  const lookalikes = names.includes(item.name) ? [] : nameFindings(item.name, names, false)
  const diagnostics = [...item.diagnostics, ...lookalikes]
  const changelog = item.folder === '' ? 'Imported' : `Imported from ${item.folder}`
  const by = { workspaceId, createdById, origin: 'imported', changelog: changelog.slice(0, 2000) } as const
  const version = await writeContent(getDatabase(), { ...item, diagnostics }, by)
  const stored = await inTransaction(transaction => storeSkill(transaction, workspaceId, version))
  if (!stored)
    throw new AppError('conflict', `The skill "${item.name}" was changed at the same moment. Try again.`)
  const { outcome, skillId, version: number } = stored
  return { folder: item.folder, outcome, skillId, name: item.name, version: number, diagnostics }
}

/** A refused upload is an error with its reason. */
function itemsOf(upload: Upload): ImportedItem[] {
  const { result } = upload
  if (result.ok) return result.items
  const code = result.code === 'too-large' || result.code === 'too-many-files' ? 'too-large' : 'invalid-input'
  throw new AppError(code, result.message, { reason: result.code })
}

function previewFound(
  item: FoundSkill,
  change: 'new' | 'update' | 'unchanged',
  others: string[],
): ImportPreviewItem {
  const { folder, name, description, hash, licence } = item
  const files = item.files.map(file => ({ path: file.path, size: file.bytes.length }))
  const diagnostics = [...item.diagnostics, ...nameFindings(name, others, false)]
  const { body } = item.skill
  return { folder, isUsable: true, name, description, hash, licence, change, files, diagnostics, body }
}

function previewSkipped(folder: string, diagnostics: ImportPreviewItem['diagnostics']): ImportPreviewItem {
  const nothing = { name: null, description: null, hash: null, licence: null, change: null, body: null }
  return { folder, isUsable: false, ...nothing, files: [], diagnostics }
}

function skippedItem(folder: string, diagnostics: ImportedSkill['diagnostics']): ImportedSkill {
  return { folder, outcome: 'skipped', skillId: null, name: null, version: null, diagnostics }
}
