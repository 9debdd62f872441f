/** Which paths a run's files may have, without the schemas: the page asks too. Pure. */

/** Linux takes no more than 4,096 bytes; a fourth of it in characters always fits. */
export const maxPathCharacters = 1024

/** Whether a path stays inside the run's work folder: see `filePath`. */
export function isSafePath(path: string): boolean {
  if (path.length > maxPathCharacters) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  if (/[\u0000-\u001f\u007f\\]/.test(path) || path.startsWith('/')) return false
  // In an object this name is not a key: the file would be lost.
  if (path === '__proto__') return false
  return path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
}
