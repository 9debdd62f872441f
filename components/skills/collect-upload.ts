/** Turns what a person picked or dropped into an upload, within the limits that the server keeps too. */
import type { SkillUpload } from '../../lib/skills/queries'
import { importLimits } from '../../lib/skills/schema'

export type CollectedUpload = { ok: true; upload: SkillUpload } | { ok: false; message: string }

interface PathFile {
  path: string
  content: File
}

/** From file fields: one zip, or the files of a folder (`webkitRelativePath`). */
export function collectFiles(list: FileList): CollectedUpload {
  return collect([...list].map(content => ({ path: content.webkitRelativePath || content.name, content })))
}

/** From a drop: a zip, files, or whole folders. */
export async function collectDrop(transfer: DataTransfer): Promise<CollectedUpload> {
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? [])
  const files: PathFile[] = []
  for (const entry of entries) await walk(entry, files)
  return collect(files)
}

/** From pasted text. */
export function collectText(text: string): CollectedUpload {
  return {
    ok: true,
    upload: { files: [{ path: 'SKILL.md', content: new Blob([text], { type: 'text/markdown' }) }] },
  }
}

function collect(files: readonly PathFile[]): CollectedUpload {
  const [first] = files
  if (!first) return { ok: false, message: 'There is nothing in it.' }
  const bytes = files.reduce((sum, file) => sum + file.content.size, 0)
  if (bytes > importLimits.archiveBytes)
    return { ok: false, message: 'It is larger than 50 MB. Import it in parts.' }
  if (files.length === 1 && /\.(zip|skill)$/i.test(first.path))
    return { ok: true, upload: { archive: first.content } }
  if (files.length > importLimits.archiveFiles) {
    return { ok: false, message: `It has more than ${importLimits.archiveFiles} files. Import it in parts.` }
  }
  return { ok: true, upload: { files } }
}

/** Folders that hold no skill but many files. */
const skipped = /^(\.git|node_modules|__MACOSX)$/

async function walk(entry: FileSystemEntry, files: PathFile[]): Promise<void> {
  if (files.length > importLimits.archiveFiles || skipped.test(entry.name)) return
  if (entry.isFile) {
    const content = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    files.push({ path: entry.fullPath.replace(/^\//, ''), content })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (batch.length === 0) return
    for (const child of batch) await walk(child, files)
  }
}
