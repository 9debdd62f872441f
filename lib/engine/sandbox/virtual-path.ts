/** Absolute paths inside the sandbox. There are no links, so a path can be resolved by its text alone. */

/** Makes a path absolute and removes `.`, `..` and empty parts; `..` at the top stays at the top. */
export function normalizePath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export function parentOf(absolute: string): string {
  return absolute.slice(0, Math.max(1, absolute.lastIndexOf('/')))
}

export function nameOf(absolute: string): string {
  return absolute.slice(absolute.lastIndexOf('/') + 1)
}

/** Whether a normalized path lies strictly below a folder. */
export function isInside(absolute: string, folder: string): boolean {
  return folder === '/' ? absolute !== '/' : absolute.startsWith(`${folder}/`)
}
