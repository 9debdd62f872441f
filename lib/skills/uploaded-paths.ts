/** Decides whether the paths of an upload may be taken: safe, no two alike, no file where a folder is. */
import { isSafePath } from '../files/rules'
import { importLimits } from './schema'

/** Why a whole upload is refused. The list is closed. */
export type RefusalCode =
  | 'not-a-zip'
  | 'unsafe-path'
  | 'path-collision'
  | 'link-or-device'
  | 'encrypted'
  | 'damaged'
  | 'too-many-files'
  | 'too-large'
  | 'zip-bomb'
  | 'empty'

export interface Refusal {
  ok: false
  code: RefusalCode
  message: string
}

export function refuse(code: RefusalCode, message: string): Refusal {
  return { ok: false, code, message }
}

/** Files that systems leave behind and nobody means to import. */
export function isJunk(path: string): boolean {
  return /(^|\/)(__MACOSX|\.git|node_modules)\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/.test(
    path,
  )
}

/** Collects paths one by one and refuses the first that may not be taken. */
export class UploadedPaths {
  private readonly files = new Map<string, string>()
  private readonly folders = new Map<string, string>()

  /** Null when the path is taken, else why not. */
  add(path: string): Refusal | null {
    if (path.length > 1024 || !isSafePath(path)) {
      return refuse('unsafe-path', `The path ${shown(path)} is not a plain relative path.`)
    }
    if (this.files.size >= importLimits.archiveFiles) {
      return refuse('too-many-files', `There are more than ${importLimits.archiveFiles} files.`)
    }
    const key = collisionKey(path)
    const other = this.files.get(key) ?? this.folders.get(key)
    if (other !== undefined) return this.collision(path, other)
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/')
      const folderKey = collisionKey(folder)
      const before = this.files.get(folderKey) ?? this.folders.get(folderKey) ?? folder
      if (before !== folder || this.files.has(folderKey)) return this.collision(folder, before)
      this.folders.set(folderKey, folder)
    }
    this.files.set(key, path)
    return null
  }

  private collision(path: string, other: string): Refusal {
    const message =
      path === other
        ? `The path ${shown(path)} is there twice.`
        : `The paths ${shown(other)} and ${shown(path)} are the same on some systems.`
    return refuse('path-collision', message)
  }
}

/** Equal for paths that a case-insensitive or Unicode-normalising file system takes for one. */
function collisionKey(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase()
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 120))
}
