/** Shows what changed from one version of a skill to another. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { diffFiles } from './diff-files'
import { readFiles } from './read-files'
import { readVersion } from './repository'
import type { VersionDiff } from './schema'

/** Only files whose hash differs are read. `not-found` when the skill lacks one of the versions. */
export async function diffVersions(
  actor: Actor,
  skillId: string,
  from: number,
  to: number,
): Promise<VersionDiff> {
  const [before, after] = [await readVersion(actor, skillId, from), await readVersion(actor, skillId, to)]
  const key = (file: { path: string; hash: string }) => `${file.path}\u0000${file.hash}`
  const [old, now] = [new Set(before.files.map(key)), new Set(after.files.map(key))]
  const db = getDatabase()
  const removed = await readFiles(
    db,
    actor.workspaceId,
    before.files.filter(file => !now.has(key(file))),
  )
  const added = await readFiles(
    db,
    actor.workspaceId,
    after.files.filter(file => !old.has(key(file))),
  )
  return { from, to, files: diffFiles(removed, added) }
}
