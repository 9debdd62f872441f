/** The nodes of the sandbox's file system: folders, and files whose bytes may still be with the parent. */
import type { FileContent } from 'just-bash'

export interface Folder {
  kind: 'folder'
  children: Map<string, FileNode>
  mode: number
  modified: Date
}

export interface MemoryFile {
  kind: 'file'
  /** Null while the content is known by hash only. */
  bytes: Uint8Array | null
  size: number
  /** The hash of the content as long as nobody has written to the file. */
  hash: string | null
  mode: number
  modified: Date
}

export type FileNode = Folder | MemoryFile

export function newFolder(modified: Date): Folder {
  return { kind: 'folder', children: new Map(), mode: 0o755, modified }
}

/** Trees keep no modes, so every stored file may be run: a script made executable stays so. */
export function storedFile(entry: { hash: string; size: number }, modified: Date): MemoryFile {
  return { kind: 'file', bytes: null, size: entry.size, hash: entry.hash, mode: 0o755, modified }
}

export function writtenFile(bytes: Uint8Array): MemoryFile {
  return { kind: 'file', bytes, size: bytes.byteLength, hash: null, mode: 0o644, modified: new Date() }
}

/** Appends in place with room to grow, so that a loop of many small appends stays linear. */
export function appendBytes(file: MemoryFile, current: Uint8Array, added: Uint8Array): void {
  const size = current.byteLength + added.byteLength
  // A stored content is shared with the cache by its hash and must not change under it.
  const owned = file.hash === null
  const room = owned ? current.buffer.byteLength - current.byteOffset : 0
  let bytes: Uint8Array
  if (room >= size) bytes = new Uint8Array(current.buffer, current.byteOffset, size)
  else {
    bytes = new Uint8Array(new ArrayBuffer(Math.max(256, size * 2)), 0, size)
    bytes.set(current)
  }
  bytes.set(added, current.byteLength)
  file.bytes = bytes
  file.size = size
  file.hash = null
  file.modified = new Date()
}

/** Bytes of what a command writes. Latin-1 strings carry one byte in each character. */
export function encodeContent(content: FileContent, encoding: string | undefined): Uint8Array {
  // A copy, because the caller may go on using its buffer.
  if (typeof content !== 'string') return Uint8Array.from(content)
  return own(Buffer.from(content, nodeEncoding(encoding)))
}

export function decodeContent(bytes: Uint8Array, encoding: string | undefined): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(nodeEncoding(encoding))
}

function nodeEncoding(encoding: string | undefined): BufferEncoding {
  if (encoding === 'binary' || encoding === 'latin1') return 'latin1'
  if (encoding === 'base64' || encoding === 'hex' || encoding === 'ascii') return encoding
  return 'utf8'
}

/** Small buffers come from a pool that other buffers share; appending in place would write into them. */
function own(buffer: Buffer): Uint8Array {
  if (buffer.buffer.byteLength === buffer.byteLength) return new Uint8Array(buffer.buffer)
  return Uint8Array.from(buffer)
}
