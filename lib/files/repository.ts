/** Bytes by content hash in Postgres, and which workspace may read which of them. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { type Connection, getDatabase } from '../db/client'
import { notFound } from '../http/errors'
import { sha256 } from '../shared/hash'
import type { FileEntry, FileStore } from './schema'
import { tellingBytes } from './visible-type'

/** Bytes that one process keeps at hand, so that a step does not read back what the last one wrote. */
const cacheBytes = 32 * 1024 * 1024

/** Stores bytes once and gives the workspace access to them. */
export async function writeFile(db: Connection, workspaceId: string, bytes: Uint8Array): Promise<FileEntry> {
  const hash = sha256(bytes)
  await db.$executeRaw`
    WITH stored AS (
      INSERT INTO "File" ("hash", "size", "bytes") VALUES (${hash}, ${bytes.byteLength}, ${bytes})
      ON CONFLICT ("hash") DO NOTHING
    )
    INSERT INTO "WorkspaceFile" ("workspaceId", "hash") VALUES (${workspaceId}, ${hash}) ON CONFLICT DO NOTHING`
  return { hash, size: bytes.byteLength }
}

/** Reads bytes that the workspace holds; null when it does not. */
export async function findFile(
  db: Connection,
  workspaceId: string,
  hash: string,
): Promise<Uint8Array | null> {
  const row = await db.workspaceFile.findUnique({
    where: { workspaceId_hash: { workspaceId, hash } },
    select: { file: { select: { bytes: true } } },
  })
  return row?.file.bytes ?? null
}

/** Reads a file for a person or a token; `not-found` for a foreign or unknown hash. */
export async function readFile(actor: Actor, hash: string): Promise<Uint8Array> {
  requireCan(actor, 'run:read')
  const bytes = await findFile(getDatabase(), actor.workspaceId, hash)
  if (!bytes) throw notFound('file')
  return bytes
}

/** The first bytes of a file of the workspace, without reading the rest; empty when it holds none. */
export async function beginningOf(db: Connection, workspaceId: string, hash: string): Promise<Uint8Array> {
  const rows = await db.$queryRaw<{ beginning: Uint8Array }[]>`
    SELECT substring(f."bytes" FROM 1 FOR ${tellingBytes}::int) AS beginning FROM "WorkspaceFile" w
    JOIN "File" f ON f."hash" = w."hash" WHERE w."workspaceId" = ${workspaceId} AND w."hash" = ${hash}`
  return rows[0]?.beginning ?? new Uint8Array()
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
      const bytes = cache.get(hash) ?? (await findFile(db, workspaceId, hash))
      if (!bytes) throw new Error(`No file with hash ${hash}`)
      keep(hash, bytes)
      return bytes
    },
    async write(bytes) {
      const entry = { hash: sha256(bytes), size: bytes.byteLength }
      if (cache.has(entry.hash)) return entry
      await writeFile(db, workspaceId, bytes)
      keep(entry.hash, bytes)
      return entry
    },
  }
}
