/** Takes a file that somebody sends, before the task that it belongs to is written. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { readBytes } from '../http/body'
import { notReady, writeFile } from './repository'
import type { FileEntry } from './schema'

/** Largest single file, bytes. Larger material belongs behind an address that a tool can read in parts. */
export const maxUploadBytes = 32 * 1024 * 1024

/** Stores the raw body. Throws `too-large` while it arrives. */
export async function uploadFile(actor: Actor, request: Request): Promise<FileEntry> {
  requireCan(actor, 'file:write')
  const bytes = await readBytes(request, maxUploadBytes)
  return await writeFile(getDatabase(), actor.workspaceId, bytes).catch(notReady)
}
