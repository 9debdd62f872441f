/** Puts together what is known about a skill that is being edited. */

import { isFinding } from '../../lib/skills/rules'
import type { Diagnostic, SkillVersion } from '../../lib/skills/schema'
import type { LiveInspection } from './use-inspection'
import type { SkillEdit } from './use-skill-edit'

/** The live checks of what is at hand, and the findings in files that are not, from when they were saved. */
export function liveDiagnostics(
  live: LiveInspection | null,
  version: SkillVersion,
  edit: SkillEdit,
): Diagnostic[] {
  if (!live) return version.diagnostics
  const checked = (path: string) =>
    /^skill\.md$/i.test(path) || path in edit.texts || edit.removed.includes(path)
  const elsewhere = version.diagnostics.filter(
    item => isFinding(item) && item.path !== undefined && !checked(item.path),
  )
  // The licence may stand in a file whose text is not here.
  const own = live.diagnostics.filter(item => item.code !== 'licence-missing' || version.licence === null)
  return [...own, ...elsewhere]
}
