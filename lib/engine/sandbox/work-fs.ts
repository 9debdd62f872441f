/**
 * The file system a sandboxed shell sees: in memory, made fresh for each command from a tree of hashes, with a quota,
 * read-only mounts and no links, so that a path has exactly one meaning and what changed can be told at the end.
 *
 * Stored contents are loaded when they are first read, so the size of the work folder does not slow a command down.
 * Symbolic links are refused: they cannot be kept in a tree, and nothing can be reached through one.
 * Trees hold files only: a folder that a command leaves empty is gone at the next command (writing makes it again).
 */
import type { FileContent, IFileSystem } from 'just-bash'
import { type Encoding, encodingOf, FileReader, missing } from './file-reader'
import { FolderTree } from './folder-tree'
import { appendBytes, encodeContent, type MemoryFile, storedFile, writtenFile } from './memory-file'
import type { MountedTree } from './protocol'
import { Quota } from './quota'
import { isInside, nameOf, normalizePath, parentOf } from './virtual-path'

export interface WorkFsOptions {
  tree: MountedTree
  readOnly: readonly string[]
  quota: { bytes: number; files: number }
  /** Brings the bytes of a stored content. */
  load: (hash: string) => Promise<Uint8Array>
  /** Called once when a write is refused for lack of room. */
  onFull: () => void
}

export class WorkFs extends FileReader implements IFileSystem {
  private readonly quota: Quota
  /** Files that take what is written to them elsewhere, such as the output of a statement. */
  private readonly sinks = new Map<string, (bytes: Uint8Array) => Promise<void>>()
  private sealed = false

  constructor(private readonly options: WorkFsOptions) {
    const quota = new Quota(options.quota, options.onFull)
    super(new FolderTree(() => quota.reserveFolder()), options.load)
    this.quota = quota
    const now = new Date()
    for (const [path, entry] of options.tree) this.place(path, storedFile(entry, now))
    for (const folder of options.readOnly) this.mkdirSync(folder, { recursive: true })
  }

  /** From here on writes count against the quota and read-only mounts are closed. */
  seal(): void {
    this.sealed = true
    this.quota.enforce()
  }

  addSink(path: string, take: (bytes: Uint8Array) => Promise<void>): void {
    this.writeFileSync(path, '')
    this.sinks.set(path, take)
  }

  async writeFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    const bytes = encodeContent(content, encodingOf(options))
    const sink = this.sinks.get(normalizePath(path))
    if (sink) return sink(bytes)
    this.put(path, bytes, 'open')
  }

  /** Used by just-bash while it lays out /bin, /dev and /proc. */
  writeFileSync(path: string, content: FileContent): void {
    this.put(path, encodeContent(content, undefined), 'open')
  }

  async appendFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    const added = encodeContent(content, encodingOf(options))
    const absolute = normalizePath(path)
    const sink = this.sinks.get(absolute)
    if (sink) return sink(added)
    const node = this.nodes.find(absolute)
    if (node === undefined || node.kind === 'folder') return this.put(path, added, 'open')
    this.assertWritable(path, 'open')
    const current = await this.contentOf(node)
    this.quota.reserve(added.byteLength, 0)
    appendBytes(node, current, added)
  }

  async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    this.mkdirSync(path, options)
  }

  mkdirSync(path: string, options?: { recursive?: boolean }): void {
    const absolute = this.assertWritable(path, 'mkdir', options?.recursive)
    const present = this.nodes.find(absolute)
    if (present) {
      if (present.kind === 'folder' && options?.recursive) return
      throw new Error(`EEXIST: file already exists, mkdir '${path}'`)
    }
    if (!options?.recursive) this.folder(parentOf(absolute), 'mkdir', path)
    this.nodes.ensureFolder(absolute, 'mkdir')
  }

  async rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void> {
    const absolute = normalizePath(path)
    const node = this.nodes.find(absolute)
    if (!node && options?.force) return
    if (!node) throw missing('rm', path)
    this.assertWritable(path, 'rm')
    if (node.kind === 'folder') {
      if (node.children.size > 0 && !options?.recursive) {
        throw new Error(`ENOTEMPTY: directory not empty, rm '${path}'`)
      }
      for (const name of [...node.children.keys()]) await this.rm(`${absolute}/${name}`, options)
    }
    this.nodes.detach(absolute)
    this.quota.release(node)
  }

  async cp(source: string, target: string, options?: { recursive?: boolean }): Promise<void> {
    const from = this.node(source, 'cp')
    const to = this.assertWritable(target, 'cp')
    if (from.kind === 'file') {
      const copy: MemoryFile = { ...from, modified: new Date() }
      // Two files must not grow into one buffer.
      if (copy.hash === null && copy.bytes) copy.bytes = copy.bytes.slice()
      this.replace(to, copy, 'cp')
      return
    }
    if (!options?.recursive) throw new Error(`EISDIR: is a directory, cp '${source}'`)
    const origin = normalizePath(source)
    if (isInside(to, origin)) throw new Error(`EINVAL: cannot copy '${source}' into itself, '${target}'`)
    this.nodes.ensureFolder(to, 'cp')
    for (const name of [...from.children.keys()]) await this.cp(`${origin}/${name}`, `${to}/${name}`, options)
  }

  async mv(source: string, target: string): Promise<void> {
    const from = this.assertWritable(source, 'mv')
    const to = this.assertWritable(target, 'mv')
    const node = this.node(source, 'mv')
    if (from === to) return
    if (isInside(to, from)) throw new Error(`EINVAL: cannot move '${source}' into itself, '${target}'`)
    if (node.kind === 'folder') {
      this.nodes.ensureFolder(to, 'mv')
      for (const name of [...node.children.keys()]) await this.mv(`${from}/${name}`, `${to}/${name}`)
      this.nodes.detach(from)
      this.quota.release(node)
      return
    }
    this.nodes.detach(from)
    this.quota.release(node)
    this.replace(to, node, 'mv')
  }

  async chmod(path: string, mode: number): Promise<void> {
    const node = this.node(path, 'chmod')
    this.assertWritable(path, 'chmod')
    node.mode = mode
  }

  async utimes(path: string, _accessed: Date, modified: Date): Promise<void> {
    const node = this.node(path, 'utimes')
    this.assertWritable(path, 'utimes')
    node.modified = modified
  }

  async symlink(_target: string, path: string): Promise<void> {
    throw new Error(`EPERM: symbolic links are not supported here, symlink '${path}'`)
  }

  /** A hard link becomes a copy. */
  async link(existing: string, path: string): Promise<void> {
    this.file(existing, 'link')
    if (this.nodes.find(normalizePath(path))) throw new Error(`EEXIST: file already exists, link '${path}'`)
    await this.cp(existing, path)
  }

  private put(path: string, bytes: Uint8Array, call: string): void {
    const absolute = this.assertWritable(path, call)
    const file = writtenFile(bytes)
    const present = this.nodes.find(absolute)
    if (present) file.mode = present.mode
    this.replace(absolute, file, call)
  }

  private replace(absolute: string, file: MemoryFile, call: string): void {
    const present = this.nodes.find(absolute)
    if (present?.kind === 'folder') {
      throw new Error(`EISDIR: illegal operation on a directory, ${call} '${absolute}'`)
    }
    this.quota.reserve(file.size - (present?.size ?? 0), present ? 0 : 1)
    this.nodes.ensureFolder(parentOf(absolute), call).children.set(nameOf(absolute), file)
  }

  private place(absolute: string, file: MemoryFile): void {
    this.nodes.ensureFolder(parentOf(absolute), 'open').children.set(nameOf(absolute), file)
    if (!this.isReadOnly(absolute)) this.quota.count(file.size)
  }

  private isReadOnly(absolute: string): boolean {
    return this.options.readOnly.some(mount => absolute === mount || isInside(absolute, mount))
  }

  /** Returns the normalized path, or throws the error a read-only disk gives. */
  private assertWritable(path: string, call: string, quiet = false): string {
    if (path.includes('\0')) throw missing(call, path)
    const absolute = normalizePath(path)
    const closed = this.sealed && this.isReadOnly(absolute)
    if (closed && !(quiet && this.nodes.find(absolute))) {
      throw new Error(`EROFS: read-only file system, ${call} '${path}'`)
    }
    return absolute
  }
}
