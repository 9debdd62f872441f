/** Turns a file as JSON carries it into bytes. */
import type { SkillFile } from './inspect'
import type { FileContent } from './schema'

export function decodeFile(file: FileContent): SkillFile {
  if ('text' in file) return { path: file.path, bytes: new TextEncoder().encode(file.text) }
  return { path: file.path, bytes: Uint8Array.from(atob(file.base64), letter => letter.charCodeAt(0)) }
}
