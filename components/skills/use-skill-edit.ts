'use client'

import { useState } from 'react'
import type { FileContent } from '../../lib/skills/schema'

export interface SkillEdit {
  /** New texts by path, of changed and of added files. */
  texts: Readonly<Record<string, string>>
  removed: readonly string[]
}

const nothing: SkillEdit = { texts: {}, removed: [] }

/** What is changed and not saved yet. Going back to the stored text is no change. */
export function useSkillEdit() {
  const [edit, setEdit] = useState(nothing)
  const isDirty = Object.keys(edit.texts).length > 0 || edit.removed.length > 0
  return {
    edit,
    isDirty,
    write(path: string, text: string, stored: string | null | undefined) {
      setEdit(({ texts, removed }) => {
        const { [path]: _, ...others } = texts
        const next = text === stored ? others : { ...others, [path]: text }
        return { texts: next, removed: removed.filter(other => other !== path) }
      })
    },
    remove(path: string, isStored: boolean) {
      setEdit(({ texts, removed }) => {
        const { [path]: _, ...others } = texts
        return { texts: others, removed: isStored ? [...removed, path] : removed }
      })
    },
    clear: () => setEdit(nothing),
  }
}

/** The changed files as the API takes them. */
export function writtenFiles(edit: SkillEdit): FileContent[] {
  return Object.entries(edit.texts).map(([path, text]) => ({ path, text }))
}
