/** The name under which the library keeps a skill: the standard's rules, whatever the front matter says. */
import { type Diagnostic, type Frontmatter, standardLimits } from './schema'
import { nameProblems, normalName } from './validate'

/**
 * The front matter's name when the standard allows it, else the nearest name that it allows (from the front
 * matter, else from the folder), with a warning. The files stay untouched. The result is safe as a folder's name.
 */
export function librarySlug(
  frontmatter: Frontmatter,
  folder?: string,
): { name: string; diagnostics: Diagnostic[] } {
  const given = normalName(frontmatter)
  if (given !== '' && nameProblems(given).length === 0) return { name: given, diagnostics: [] }
  const name = slugOf(given) || slugOf(folder ?? '') || 'unnamed-skill'
  const message = `In the library it is called "${name}".`
  return { name, diagnostics: [{ code: 'name-adjusted', severity: 'warning', message, field: 'name' }] }
}

function slugOf(text: string): string {
  const slug = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return [...slug].slice(0, standardLimits.name).join('').replace(/-+$/, '')
}
