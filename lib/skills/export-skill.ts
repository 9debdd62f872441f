/** Gives a version back as files: all of them as a zip, or one. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { findFile } from '../files/repository'
import { notFound } from '../http/errors'
import { readFiles } from './read-files'
import { readSkill, readVersion } from './repository'
import { writeZip } from './write-zip'

/** A zip with one folder that has the skill's name; importing it gives the same content hash. */
export async function exportSkill(
  actor: Actor,
  skillId: string,
  number?: number,
): Promise<{ name: string; bytes: Uint8Array }> {
  const version = await readVersion(actor, skillId, number)
  const { name } = await readSkill(actor, skillId)
  const files = await readFiles(getDatabase(), actor.workspaceId, version.files)
  return { name: `${name}.zip`, bytes: writeZip(name, files) }
}

/** One file of a version (the newest unless said); `not-found` when it has no such file. */
export async function readSkillFile(
  actor: Actor,
  skillId: string,
  path: string,
  number?: number,
): Promise<Uint8Array> {
  const version = await readVersion(actor, skillId, number)
  const file = version.files.find(entry => entry.path === path)
  const bytes = file && (await findFile(getDatabase(), actor.workspaceId, file.hash))
  if (!bytes) throw notFound('file in this version')
  return bytes
}
