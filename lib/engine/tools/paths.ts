/** Where a path that a model wrote leads: into the run's files, into a skill, or nowhere. */
import { isSafePath } from '../../files/rules'
import { workFolder } from '../sandbox/protocol'

export const skillsFolder = '/skills'

export type ToolPath =
  | { area: 'work'; path: string }
  | { area: 'skill'; name: string; path: string }
  | { area: 'refused'; reason: string }

/** Accepts `report.md`, `./report.md`, `/workspace/report.md` and `/skills/<name>/…`. A folder may end in a slash. */
export function resolveToolPath(written: string): ToolPath {
  const absolute = written.startsWith('/') ? written : `${workFolder}/${written}`
  const parts: string[] = []
  for (const part of absolute.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return outside(written)
  }
  const [top, ...rest] = parts
  const path = rest.join('/')
  if (path !== '' && !isSafePath(path)) return { area: 'refused', reason: `${written} is not a usable path.` }
  if (`/${top}` === workFolder) return { area: 'work', path }
  const [name, ...inSkill] = rest
  if (`/${top}` === skillsFolder && name) return { area: 'skill', name, path: inSkill.join('/') }
  return outside(written)
}

function outside(written: string): ToolPath {
  return {
    area: 'refused',
    reason: `${written} is outside ${workFolder}. Only files below ${workFolder} are kept.`,
  }
}
