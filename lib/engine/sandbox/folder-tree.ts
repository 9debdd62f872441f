/** Folders and files by absolute path, as the sandbox holds them in memory. */
import { type FileNode, type Folder, type MemoryFile, newFolder } from './memory-file'
import { nameOf, parentOf } from './virtual-path'

export class FolderTree {
  private readonly root = newFolder(new Date())

  /** `onFolder` is asked before each new folder and may throw. */
  constructor(private readonly onFolder: () => void) {}

  find(absolute: string): FileNode | undefined {
    let node: FileNode = this.root
    for (const part of absolute.split('/')) {
      if (part === '') continue
      if (node.kind !== 'folder') return undefined
      const child: FileNode | undefined = node.children.get(part)
      if (!child) return undefined
      node = child
    }
    return node
  }

  /** The folder at a path, made with all folders above it. Throws when a file stands in the way. */
  ensureFolder(absolute: string, call: string): Folder {
    let folder = this.root
    for (const part of absolute.split('/')) {
      if (part === '') continue
      let child = folder.children.get(part)
      if (!child) {
        this.onFolder()
        child = newFolder(new Date())
        folder.children.set(part, child)
      }
      if (child.kind !== 'folder') throw new Error(`ENOTDIR: not a directory, ${call} '${absolute}'`)
      folder = child
    }
    return folder
  }

  detach(absolute: string): void {
    const parent = this.find(parentOf(absolute))
    if (parent?.kind === 'folder') parent.children.delete(nameOf(absolute))
  }

  /** All files below a folder, with their paths relative to it. */
  *filesBelow(folder: string): Generator<[path: string, file: MemoryFile]> {
    const start = this.find(folder)
    if (start?.kind === 'folder') yield* walk(start, '')
  }

  allPaths(): string[] {
    return ['/', ...pathsBelow(this.root, '')]
  }
}

function* walk(folder: Folder, prefix: string): Generator<[string, MemoryFile]> {
  for (const [name, node] of folder.children) {
    if (node.kind === 'file') yield [prefix + name, node]
    else yield* walk(node, `${prefix}${name}/`)
  }
}

function pathsBelow(folder: Folder, prefix: string): string[] {
  return [...folder.children].flatMap(([name, node]) => {
    const path = `${prefix}/${name}`
    return node.kind === 'folder' ? [path, ...pathsBelow(node, path)] : [path]
  })
}
