/** Reads the bytes of a stored version. */
import 'server-only'
import type { Connection } from '../db/client'
import { findFile } from '../files/repository'
import type { AttachedFile } from '../files/schema'
import type { SkillFile } from './inspect'

/** Throws when bytes that a version names are gone, which no operation of Reef can cause. */
export async function readFiles(
  db: Connection,
  workspaceId: string,
  files: readonly AttachedFile[],
): Promise<SkillFile[]> {
  const read: SkillFile[] = []
  for (const file of files) {
    const bytes = await findFile(db, workspaceId, file.hash)
    if (!bytes) throw new Error(`No bytes for ${file.path} (${file.hash})`)
    read.push({ path: file.path, bytes })
  }
  return read
}
