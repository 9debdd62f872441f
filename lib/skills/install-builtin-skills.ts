/** Gives a new workspace the skills that come with Reef, published as version 1. */
import 'server-only'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '../db/client'
import type { SkillFile } from './inspect'
import { readContent } from './skill-content'
import { storeSkill, writeContent } from './store-skill'
import { setPublished } from './versions/repository'

/** Every process of Reef runs in the project folder; a bundle has no other way to its data files. */
const builtinFolder = join(/* turbopackIgnore: true */ process.cwd(), 'lib', 'skills', 'builtin')

/** The files of each skill that comes with Reef, by name. */
export async function readBuiltinSkills(
  folder = builtinFolder,
): Promise<{ name: string; files: SkillFile[] }[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  return Promise.all(names.sort().map(async name => ({ name, files: await readFolder(join(folder, name)) })))
}

/** Runs in the transaction that makes the workspace. A name that is taken already is left alone. */
export async function installBuiltinSkills(db: Connection, workspaceId: string): Promise<void> {
  const by = { workspaceId, createdById: null, origin: 'builtin', changelog: 'Comes with Reef' } as const
  for (const { name, files } of await readBuiltinSkills()) {
    const content = readContent(files, name)
    const stored = await storeSkill(db, workspaceId, await writeContent(db, content, by), true)
    if (stored) await setPublished(db, stored.skillId, stored.versionId, content.description)
  }
}

async function readFolder(folder: string): Promise<SkillFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Promise.all(
    paths.sort().map(async path => ({
      path: path.slice(folder.length + 1).replaceAll('\\', '/'),
      bytes: new Uint8Array(await readFile(path)),
    })),
  )
}
