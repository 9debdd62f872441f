/** A file store in memory: for tests, and for work that is thrown away. */
import { createHash } from 'node:crypto'
import type { FileEntry, FileStore, FileTree } from './schema'

export class MemoryStore implements FileStore {
  private readonly contents = new Map<string, Uint8Array>()

  async read(hash: string): Promise<Uint8Array> {
    const bytes = this.contents.get(hash)
    if (!bytes) throw new Error(`No content with the hash ${hash}`)
    return bytes
  }

  async write(bytes: Uint8Array): Promise<FileEntry> {
    const hash = createHash('sha256').update(bytes).digest('hex')
    if (!this.contents.has(hash)) this.contents.set(hash, bytes.slice())
    return { hash, size: bytes.byteLength }
  }

  /** Stores texts or bytes by path and returns their tree. */
  async tree(files: Readonly<Record<string, string | Uint8Array>>): Promise<FileTree> {
    const entries: [string, FileEntry][] = []
    for (const [path, content] of Object.entries(files)) {
      entries.push([
        path,
        await this.write(typeof content === 'string' ? new TextEncoder().encode(content) : content),
      ])
    }
    return Object.fromEntries(entries)
  }
}
