/** The files that come with a task: small inline content is stored; hashes of files sent before are checked. */
import type { Connection } from '../db/client'
import { beginningOf, notReady, sizesOf, writeFile } from '../files/repository'
import type { AttachedFile } from '../files/schema'
import { visibleTypeOf } from '../files/visible-type'
import { AppError } from '../http/errors'
import type { CreateTaskInput } from './schema'

/** Throws `invalid-input` for paths that clash and for hashes that nobody sent. */
export async function keepFiles(
  db: Connection,
  workspaceId: string,
  files: NonNullable<CreateTaskInput['files']>,
): Promise<AttachedFile[]> {
  const paths = files.map(file => file.path)
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice) throw new AppError('invalid-input', `Two files have the path ${twice}.`)
  const inside = paths.find(path => paths.some(other => path.startsWith(`${other}/`)))
  if (inside) throw new AppError('invalid-input', `${inside} would be a file inside another file.`)
  const hashes = files.flatMap(file => ('hash' in file ? [file.hash] : []))
  const sizes = await sizesOf(db, workspaceId, hashes)
  return await Promise.all(
    files.map(async file => {
      if ('hash' in file) {
        const size = sizes.get(file.hash)
        if (size === undefined)
          throw new AppError(
            'invalid-input',
            `There is no file with the hash of ${file.path}. Send it first.`,
          )
        const entry = { path: file.path, hash: file.hash, size }
        return withType(entry, await beginningOf(db, workspaceId, file.hash))
      }
      const bytes = 'content' in file ? Buffer.from(file.content) : Buffer.from(file.base64, 'base64')
      const kept = await writeFile(db, workspaceId, bytes).catch(notReady)
      return withType({ path: file.path, ...kept }, bytes)
    }),
  )
}

/** What a model could look at is known by its first bytes, whatever it is called. */
function withType(file: AttachedFile, beginning: Uint8Array): AttachedFile {
  const mediaType = visibleTypeOf(beginning)
  return mediaType ? { ...file, mediaType } : file
}
