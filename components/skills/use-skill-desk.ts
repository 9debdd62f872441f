'use client'

import { useState } from 'react'
import { hasErrors } from '../../lib/skills/rules'
import type { SkillDetail, SkillVersion } from '../../lib/skills/schema'
import { useShortcut } from '../common/use-shortcut'
import { liveDiagnostics } from './live-diagnostics'
import { useInspection } from './use-inspection'
import { useLeaveWarning } from './use-leave-warning'
import { useShownFiles } from './use-shown-files'
import { useSkillActions } from './use-skill-actions'
import { useSkillEdit, writtenFiles } from './use-skill-edit'
import type { useSkillPlace } from './use-skill-place'

/** Everything that one skill's page does: what is shown, what is edited, what is said about it, and what can be done. */
export function useSkillDesk(
  skill: SkillDetail,
  version: SkillVersion,
  place: ReturnType<typeof useSkillPlace>,
) {
  const [values, setPlace] = place
  const [goTo, setGoTo] = useState<{ line: number } | null>(null)
  const [discards, setDiscards] = useState(0)
  const { edit, isDirty, write, remove, clear } = useSkillEdit()
  const { save, publish, archive } = useSkillActions(skill.id)
  const files = useShownFiles(skill, version, values.file, edit)
  const inspection = useInspection(
    isDirty ? { texts: files.texts, paths: files.paths, folder: skill.name } : null,
  )
  const diagnostics = liveDiagnostics(inspection, version, edit)
  const canSave = isDirty && inspection?.canSave === true && !save.isPending
  function openFile(path: string, line?: number) {
    void setPlace({ file: path, from: null, to: null })
    setGoTo(line === undefined ? null : { line })
  }
  function saveEdit() {
    if (!canSave) return
    const input = { base: version.number, write: writtenFiles(edit), remove: [...edit.removed] }
    save.mutate(input, { onSuccess: clear })
  }
  useLeaveWarning(isDirty)
  useShortcut('mod+s', saveEdit)
  return {
    ...{ files, diagnostics, goTo, discards, isDirty, canSave, openFile, saveEdit },
    canPublish: !hasErrors(diagnostics) && !publish.isPending,
    changed: Object.keys(edit.texts),
    publish: (number: number) => publish.mutate(number),
    archive: (isArchived: boolean) => archive.mutate(isArchived),
    change: (text: string) => write(files.selected, text, files.stored),
    addFile(path: string) {
      write(path, '', undefined)
      openFile(path)
    },
    removeFile: (path: string) =>
      remove(
        path,
        version.files.some(file => file.path === path),
      ),
    discard() {
      clear()
      setDiscards(count => count + 1)
    },
  }
}
