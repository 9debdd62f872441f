/** Patterns with stars, as people write them for words, hosts and paths. */

/** `*` stands for any characters. */
export function matchesWord(pattern: string, text: string): boolean {
  return compile(pattern, '[\\s\\S]*').test(text)
}

/** `*` stands for a part of one name, `**` for any number of names; a folder stands for everything below it. */
export function matchesPath(pattern: string, path: string): boolean {
  const bare = pattern.replace(/\/+$/, '')
  if (bare === '**' || bare === '') return true
  const source = bare
    .split(/(\/?\*\*\/?)/)
    .map((part, index) => (index % 2 === 1 ? betweenNames(part) : escapeStars(part, '[^/]*')))
    .join('')
  return new RegExp(`^${source}(/.*)?$`, 's').test(path)
}

/** `/` at either side of `**` goes with the names that it stands for. */
function betweenNames(part: string): string {
  if (part === '/**/') return '/(?:.*/)?'
  if (part.startsWith('/')) return '(?:/.*)?'
  return part.endsWith('/') ? '(?:.*/)?' : '.*'
}

function compile(pattern: string, star: string): RegExp {
  return new RegExp(`^${escapeStars(pattern, star)}$`)
}

function escapeStars(pattern: string, star: string): string {
  return pattern
    .split(/\*+/)
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join(star)
}
