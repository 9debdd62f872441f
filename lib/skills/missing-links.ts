/** Finds links in a SKILL.md to files that the skill does not hold. */
import type { ParsedSkill } from './parse'
import type { Diagnostic } from './schema'

const shown = 20

/**
 * Relative Markdown links and images of the body whose target is not among `paths`. A link out of the folder
 * (`../other`) is told too, since only the skill's own folder is there when it is opened.
 */
export function findMissingLinks(skill: ParsedSkill, paths: readonly string[]): Diagnostic[] {
  const known = new Set(paths)
  const seen = new Set<string>()
  const found: Diagnostic[] = []
  let fenced = false
  for (const [index, line] of skill.body.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    if (fenced) continue
    for (const target of relativeTargets(line.slice(0, 4000))) {
      if (seen.has(target) || known.has(target) || paths.some(path => path.startsWith(`${target}/`))) continue
      seen.add(target)
      const message = `It links to "${target}", which is not in the skill's folder.`
      found.push({
        code: 'link-missing',
        severity: 'warning',
        message,
        path: 'SKILL.md',
        line: skill.bodyLine + index,
      })
    }
  }
  return found.slice(0, shown)
}

function relativeTargets(line: string): string[] {
  const text = line.replace(/`[^`]*`/g, '')
  return [...text.matchAll(/\]\(\s*<?([^)<>\s]{1,300})/g)]
    .map(match =>
      (match[1] ?? '')
        .replace(/[#?].*$/, '')
        .replace(/^\.\//, '')
        .replace(/\/$/, ''),
    )
    .filter(
      target => target !== '' && !/^([a-z][a-z0-9+.-]*:|\/|mailto:)/i.test(target) && /[./]/.test(target),
    )
}
