/** The reading half of the sandbox's file system. */
import type { FsStat, IFileSystem } from 'just-bash'
import type { FolderTree } from './folder-tree'
import { decodeContent, type FileNode, type Folder, type MemoryFile } from './memory-file'
import { normalizePath } from './virtual-path'

export type Encoding = { encoding?: string | null } | string | null | undefined

export abstract class FileReader {
  private readonly nodeIds = new WeakMap<FileNode, string>()
  private lastId = 0

  constructor(
    protected readonly nodes: FolderTree,
    private readonly load: (hash: string) => Promise<Uint8Array>,
  ) {}

  /** All files below a folder, with their paths relative to it. */
  *filesBelow(folder: string): Generator<[path: string, file: MemoryFile]> {
    yield* this.nodes.filesBelow(folder)
  }

  async readFile(path: string, options?: Encoding): Promise<string> {
    return decodeContent(await this.readFileBuffer(path), encodingOf(options))
  }

  async readFileBytes(path: string) {
    const text = decodeContent(await this.readFileBuffer(path), 'latin1')
    // just-bash marks strings that carry one byte per character by type only.
    return text as unknown as Awaited<ReturnType<NonNullable<IFileSystem['readFileBytes']>>>
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.contentOf(this.file(path, 'open'))
  }

  async exists(path: string): Promise<boolean> {
    return !path.includes('\0') && this.nodes.find(normalizePath(path)) !== undefined
  }

  async stat(path: string): Promise<FsStat> {
    const node = this.node(path, 'stat')
    let identity = this.nodeIds.get(node)
    if (!identity) {
      this.lastId += 1
      identity = `work:${this.lastId}`
      this.nodeIds.set(node, identity)
    }
    return {
      isFile: node.kind === 'file',
      isDirectory: node.kind === 'folder',
      isSymbolicLink: false,
      mode: node.mode,
      size: node.kind === 'file' ? node.size : 0,
      mtime: node.modified,
      identity,
    }
  }

  async lstat(path: string): Promise<FsStat> {
    return this.stat(path)
  }

  async readdir(path: string): Promise<string[]> {
    return [...this.folder(path, 'scandir').children.keys()].sort()
  }

  async readdirWithFileTypes(path: string) {
    const entries = [...this.folder(path, 'scandir').children].sort(([a], [b]) => (a < b ? -1 : 1))
    return entries.map(([name, { kind }]) => ({
      name,
      isFile: kind === 'file',
      isDirectory: kind === 'folder',
      isSymbolicLink: false,
    }))
  }

  async realpath(path: string): Promise<string> {
    this.node(path, 'realpath')
    return normalizePath(path)
  }

  async readlink(path: string): Promise<string> {
    this.node(path, 'readlink')
    throw new Error(`EINVAL: invalid argument, readlink '${path}'`)
  }

  resolvePath(base: string, path: string): string {
    return normalizePath(path.startsWith('/') ? path : `${base}/${path}`)
  }

  getAllPaths(): string[] {
    return this.nodes.allPaths()
  }

  protected node(path: string, call: string): FileNode {
    const node = path.includes('\0') ? undefined : this.nodes.find(normalizePath(path))
    if (!node) throw missing(call, path)
    return node
  }

  protected file(path: string, call: string): MemoryFile {
    const node = this.node(path, call)
    if (node.kind === 'folder') throw new Error(`EISDIR: illegal operation on a directory, ${call} '${path}'`)
    return node
  }

  protected folder(path: string, call: string, shown: string = path): Folder {
    const node = this.nodes.find(normalizePath(path))
    if (!node) throw missing(call, shown)
    if (node.kind !== 'folder') throw new Error(`ENOTDIR: not a directory, ${call} '${shown}'`)
    return node
  }

  protected async contentOf(file: MemoryFile): Promise<Uint8Array> {
    if (file.bytes) return file.bytes
    const bytes = await this.load(file.hash ?? '')
    // Somebody may have written to the file while the content was on its way.
    file.bytes ??= bytes
    return file.bytes
  }
}

export function encodingOf(options: Encoding): string | undefined {
  return (typeof options === 'string' ? options : options?.encoding) ?? undefined
}

export function missing(call: string, path: string): Error {
  return new Error(`ENOENT: no such file or directory, ${call} '${path}'`)
}
