/** Compares two versions of a skill file by file. */
import { createTwoFilesPatch } from 'diff'
import type { SkillFile } from './inspect'
import type { FileDiff } from './schema'

const largest = 256 * 1024

/** One entry for every file that differs, sorted by path. */
export function diffFiles(before: readonly SkillFile[], after: readonly SkillFile[]): FileDiff[] {
  const old = new Map(before.map(file => [file.path, file.bytes]))
  const now = new Map(after.map(file => [file.path, file.bytes]))
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort()
  return paths.flatMap(path => {
    const [from, to] = [old.get(path), now.get(path)]
    if (from && to && isEqual(from, to)) return []
    const change = !from ? 'added' : !to ? 'removed' : 'changed'
    return [{ path, change, ...describeChange(path, from, to) }]
  })
}

function describeChange(
  path: string,
  from?: Uint8Array,
  to?: Uint8Array,
): Pick<FileDiff, 'patch' | 'added' | 'removed'> {
  const [before, after] = [textOf(from), textOf(to)]
  if (before === null || after === null) return { patch: null, added: 0, removed: 0 }
  const patch = createTwoFilesPatch(path, path, before, after, undefined, undefined, {
    context: 3,
    timeout: 2000,
  })
  if (patch === undefined) return { patch: null, added: 0, removed: 0 }
  const lines = patch.split('\n').slice(4)
  const count = (sign: string) => lines.filter(line => line.startsWith(sign)).length
  return { patch, added: count('+'), removed: count('-') }
}

/** Null for what is no text or too large to compare line by line. */
function textOf(bytes: Uint8Array | undefined): string | null {
  if (!bytes) return ''
  if (bytes.length > largest || bytes.includes(0)) return null
  return new TextDecoder().decode(bytes)
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
