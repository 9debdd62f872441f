'use client'

import { useState } from 'react'
import { hasErrors, type SkillDetail, type SkillVersion } from '../../lib/skills/schema'
import { useShortcut } from '../common/use-shortcut'
import { FileList } from './file-list'
import { liveDiagnostics } from './live-diagnostics'
import { SkillAbout } from './skill-about'
import { SkillHeader } from './skill-header'
import { SkillText } from './skill-text'
import { useInspection } from './use-inspection'
import { useLeaveWarning } from './use-leave-warning'
import { useShownFiles } from './use-shown-files'
import { useSkillActions } from './use-skill-actions'
import { useSkillEdit, writtenFiles } from './use-skill-edit'
import type { useSkillPlace } from './use-skill-place'

interface SkillWorkbenchProps {
  skill: SkillDetail
  version: SkillVersion
  place: ReturnType<typeof useSkillPlace>
}

/** Three panes: files, text, and beside it the checks, the versions and the runs. */
export function SkillWorkbench({ skill, version, place }: SkillWorkbenchProps) {
  const [values, setPlace] = place
  const [goTo, setGoTo] = useState<{ line: number } | null>(null)
  const [discards, setDiscards] = useState(0)
  const { edit, isDirty, write, remove, clear } = useSkillEdit()
  const { save, publish, archive } = useSkillActions(skill.id)
  const files = useShownFiles(skill, version, values.file, edit)
  const inspection = useInspection({ texts: files.texts, paths: files.paths, folder: skill.name })
  const diagnostics = liveDiagnostics(inspection, version, edit)
  const canSave = isDirty && inspection?.canSave === true && !save.isPending
  useLeaveWarning(isDirty)
  useShortcut('mod+s', saveEdit)
  function saveEdit() {
    if (!canSave) return
    const input = { base: version.number, write: writtenFiles(edit), remove: [...edit.removed] }
    save.mutate(input, { onSuccess: clear })
  }
  function discard() {
    clear()
    setDiscards(count => count + 1)
  }
  function openAt(path: string, line: number) {
    void setPlace({ file: path, from: null, to: null })
    setGoTo({ line })
  }
  function openFile(path: string) {
    void setPlace({ file: path, from: null, to: null })
    setGoTo(null)
  }
  function addFile(path: string) {
    write(path, '', undefined)
    openFile(path)
  }
  return (
    <>
      <SkillHeader
        skill={skill}
        shown={version.number}
        isDirty={isDirty}
        canSave={canSave}
        canPublish={!hasErrors(diagnostics) && !publish.isPending}
        onSave={saveEdit}
        onPublish={() => publish.mutate(version.number)}
        onDiscard={discard}
        onArchive={isArchived => archive.mutate(isArchived)}
      />
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-auto">
        <FileList
          paths={files.paths}
          changed={Object.keys(edit.texts)}
          selected={files.selected}
          isReadOnly={version.number !== skill.latestVersion}
          onSelect={openFile}
          onAdd={addFile}
          onRemove={path =>
            remove(
              path,
              version.files.some(file => file.path === path),
            )
          }
        />
        <SkillText
          skill={skill}
          version={version}
          files={files}
          place={place}
          discards={discards}
          goTo={goTo}
          onChange={text => write(files.selected, text, files.stored)}
        />
        <SkillAbout
          skill={skill}
          shown={version.number}
          diagnostics={diagnostics}
          place={place}
          onOpen={openAt}
          onPublish={number => publish.mutate(number)}
        />
      </div>
    </>
  )
}
