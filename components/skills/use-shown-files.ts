'use client'

import { useQuery } from '@tanstack/react-query'
import { skillFileQuery } from '../../lib/skills/queries'
import type { SkillDetail, SkillVersion } from '../../lib/skills/schema'
import type { SkillEdit } from './use-skill-edit'

export interface ShownFiles {
  /** As they would be saved: the SKILL.md first, then by name. */
  paths: string[]
  selected: string
  /** Text of the selected file with its edits; undefined while it loads, null when it is not text. */
  text: string | null | undefined
  /** The same as it is stored; undefined for a file that is not stored yet. */
  stored: string | null | undefined
  /** Every text that is at hand, by path. */
  texts: Record<string, string>
}

/** The files of a version with the edits on top. */
export function useShownFiles(
  skill: SkillDetail,
  version: SkillVersion,
  file: string | null,
  edit: SkillEdit,
): ShownFiles {
  const stored = version.files.map(entry => entry.path)
  const kept = stored.filter(path => !edit.removed.includes(path))
  const added = Object.keys(edit.texts).filter(path => !stored.includes(path))
  const main = kept.find(path => /^skill\.md$/i.test(path)) ?? 'SKILL.md'
  const paths = [main, ...[...kept, ...added].filter(path => path !== main).sort()]
  const selected = file && paths.includes(file) ? file : main
  const isStored = stored.includes(selected)
  const own = useQuery({ ...skillFileQuery(skill.id, version.number, selected), enabled: isStored })
  const first = useQuery({
    ...skillFileQuery(skill.id, version.number, main),
    enabled: stored.includes(main),
  })
  const mainText = edit.texts[main] ?? first.data
  return {
    paths,
    selected,
    text: edit.texts[selected] ?? (isStored ? own.data : ''),
    stored: isStored ? own.data : undefined,
    texts: { ...edit.texts, ...(typeof mainText === 'string' ? { [main]: mainText } : {}) },
  }
}
