/**
 * Bytes by content hash, and which workspace may read which of them. The bytes lie in Postgres, or in the store of
 * REEF_FILES_URL; those that came before the store was named stay readable where they are.
 */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase } from '../db/client'
import { env } from '../env'
import { AppError, notFound } from '../http/errors'
import { sha256 } from '../shared/hash'
import { FilesUnreachable } from './files-unreachable'
import { type ObjectStore, openObjectStore } from './object-store'
import type { FileEntry, FileStore } from './schema'
import { tellingBytes } from './visible-type'

/** Bytes that one process keeps at hand, so that a step does not read back what the last one wrote. */
const cacheBytes = 32 * 1024 * 1024

let opened: ObjectStore | undefined

/** The store that the environment names, opened at first use. */
function objectStore(): ObjectStore | undefined {
  opened ??= openObjectStore(env())
  return opened
}

/** Stores bytes once and gives the workspace access to them. Throws `FilesUnreachable`. */
export async function writeFile(db: Connection, workspaceId: string, bytes: Uint8Array): Promise<FileEntry> {
  const hash = sha256(bytes)
  const store = objectStore()
  // The row comes after the bytes: a row without bytes would be a file that nobody can read.
  if (store && (await db.file.count({ where: { hash } })) === 0) await store.put(hash, bytes)
  await db.$executeRaw`
    WITH stored AS (
      INSERT INTO "File" ("hash", "size", "bytes") VALUES (${hash}, ${bytes.byteLength}, ${store ? null : bytes}::bytea)
      ON CONFLICT ("hash") DO NOTHING
    )
    INSERT INTO "WorkspaceFile" ("workspaceId", "hash") VALUES (${workspaceId}, ${hash}) ON CONFLICT DO NOTHING`
  return { hash, size: bytes.byteLength }
}

/** Reads bytes that the workspace holds; null when it does not. Throws `FilesUnreachable`. */
export async function findFile(
  db: Connection,
  workspaceId: string,
  hash: string,
): Promise<Uint8Array | null> {
  const row = await db.workspaceFile.findUnique({
    where: { workspaceId_hash: { workspaceId, hash } },
    select: { file: { select: { bytes: true } } },
  })
  if (!row || row.file.bytes) return row?.file.bytes ?? null
  const store = objectStore()
  if (!store) throw new FilesUnreachable('they lie in an object store, and REEF_FILES_URL is not set.')
  return await store.get(hash)
}

/** Reads a file for a person or a token; `not-found` for a foreign or unknown hash. */
export async function readFile(actor: Actor, hash: string): Promise<Uint8Array> {
  requireCan(actor, 'run:read')
  const bytes = await findFile(getDatabase(), actor.workspaceId, hash).catch(notReady)
  if (!bytes) throw notFound('file')
  return bytes
}

/** For a person who waits for an answer, what a run would wait for is an error. */
export function notReady(error: unknown): never {
  throw error instanceof FilesUnreachable ? new AppError('not-ready', error.message) : error
}

/** The first bytes of a file of the workspace, without reading the rest; empty when it holds none. */
export async function beginningOf(db: Connection, workspaceId: string, hash: string): Promise<Uint8Array> {
  const rows = await db.$queryRaw<{ beginning: Uint8Array | null }[]>`
    SELECT substring(f."bytes" FROM 1 FOR ${tellingBytes}::int) AS beginning FROM "WorkspaceFile" w
    JOIN "File" f ON f."hash" = w."hash" WHERE w."workspaceId" = ${workspaceId} AND w."hash" = ${hash}`
  // What lies in the object store is read whole: it is no larger than an upload may be.
  const known = rows[0] && (rows[0].beginning ?? (await findFile(db, workspaceId, hash)))
  return known?.subarray(0, tellingBytes) ?? new Uint8Array()
}

/** Sizes of the hashes that the workspace holds. */
export async function sizesOf(
  db: Connection,
  workspaceId: string,
  hashes: string[],
): Promise<Map<string, number>> {
  const rows = await db.workspaceFile.findMany({
    where: { workspaceId, hash: { in: hashes } },
    select: { hash: true, file: { select: { size: true } } },
  })
  return new Map(rows.map(row => [row.hash, row.file.size]))
}

/** A workspace's store with a small cache in front. One per worker and workspace. */
export function openFileStore(db: Connection, workspaceId: string): FileStore {
  const cache = new Map<string, Uint8Array>()
  let cached = 0
  const keep = (hash: string, bytes: Uint8Array): void => {
    if (bytes.byteLength > cacheBytes / 8 || cache.has(hash)) return
    cache.set(hash, bytes)
    cached += bytes.byteLength
    for (const [oldest, old] of cache) {
      if (cached <= cacheBytes) break
      cache.delete(oldest)
      cached -= old.byteLength
    }
  }
  return {
    async read(hash) {
      const bytes = cache.get(hash) ?? (await findFile(db, workspaceId, hash).catch(asWeather))
      if (!bytes) throw new Error(`No file with hash ${hash}`)
      keep(hash, bytes)
      return bytes
    },
    async write(bytes) {
      const entry = { hash: sha256(bytes), size: bytes.byteLength }
      if (cache.has(entry.hash)) return entry
      await writeFile(db, workspaceId, bytes).catch(asWeather)
      keep(entry.hash, bytes)
      return entry
    },
  }
}

/** A database that does not answer is no reason to tell a model that its file is broken. */
function asWeather(error: unknown): never {
  if (error instanceof FilesUnreachable) throw error
  throw new FilesUnreachable(error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : '')
}
