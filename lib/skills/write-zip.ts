/** Packs a skill for export. Equal files give equal bytes. */
import { zipSync } from 'fflate'
import type { SkillFile } from './inspect'

/** A zip with all files below one folder `root`, sorted, dated 1980-01-01 (the zip format's zero). */
export function writeZip(root: string, files: readonly SkillFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const entries = Object.fromEntries(sorted.map(file => [`${root}/${file.path}`, file.bytes] as const))
  return zipSync(entries, { level: 6, mtime: new Date(1980, 0, 1) })
}
