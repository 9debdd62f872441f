/** What a check is called when nobody has named it. Pure. */
import type { Check } from './schema'

const longest = 80

/** The check's own name, else one that says what it looks at. */
export function checkName(check: Check): string {
  if (check.name) return check.name
  const words = wordsOf(check).replace(/\s+/g, ' ')
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words
}

function wordsOf(check: Check): string {
  switch (check.type) {
    case 'command':
      return check.exitCode === 0 ? check.command : `${check.command} (exit ${check.exitCode})`
    case 'file':
      if (!check.exists) return `${check.path} is not there`
      return check.contains ? `${check.path} contains "${check.contains}"` : `${check.path} is there`
    case 'json': {
      const place = `${check.path}${check.pointer && ` ${check.pointer}`}`
      return check.equals === undefined ? `${place} is there` : `${place} is ${JSON.stringify(check.equals)}`
    }
    case 'http':
      return `${check.url} answers ${check.status}${check.contains ? ` with "${check.contains}"` : ''}`
    case 'judge':
      return check.criterion
  }
}
