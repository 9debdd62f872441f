/** A run's files are values: a tree from path to content hash, folded from the log. The bytes live once, by hash. */
import { z } from 'zod'
import { isSafePath, maxPathCharacters } from './rules'

/** A path inside the run's work folder: relative, forward slashes, no `.` or `..`, no control characters. */
export const filePath = z
  .string()
  .refine(
    isSafePath,
    `must be a relative path of at most ${maxPathCharacters} characters without "..", "." or control characters`,
  )

export const fileEntry = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative() })
export type FileEntry = z.infer<typeof fileEntry>

/** Path → entry. An entry of null in a change means the file is gone. */
export const fileChange = z.object({ path: filePath, entry: fileEntry.nullable() })
export type FileChange = z.infer<typeof fileChange>

/** Files that a model can look at, told by their first bytes. */
export const visibleType = z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf'])
export type VisibleType = z.infer<typeof visibleType>

export const attachedFile = fileEntry.extend({ path: filePath, mediaType: visibleType.optional() })
export type AttachedFile = z.infer<typeof attachedFile>

export type FileTree = Readonly<Record<string, FileEntry>>

/** Where bytes are kept by content hash (SHA-256, hex). */
export interface FileStore {
  /** Throws when the hash is unknown. */
  read(hash: string): Promise<Uint8Array>
  write(bytes: Uint8Array): Promise<FileEntry>
}
