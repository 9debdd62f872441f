'use client'

import type { SkillDetail, SkillVersion } from '../../lib/skills/schema'
import { useAllowed } from '../common/use-allowed'
import { FileList } from './file-list'
import { SkillAbout } from './skill-about'
import { SkillHeader } from './skill-header'
import { SkillText } from './skill-text'
import { useSkillDesk } from './use-skill-desk'
import type { useSkillPlace } from './use-skill-place'

interface SkillWorkbenchProps {
  skill: SkillDetail
  version: SkillVersion
  place: ReturnType<typeof useSkillPlace>
}

/** Three panes: files, text, and beside it the checks, the versions and the runs. */
export function SkillWorkbench({ skill, version, place }: SkillWorkbenchProps) {
  const desk = useSkillDesk(skill, version, place)
  const mayWrite = useAllowed('skill:write')
  return (
    <>
      <SkillHeader
        skill={skill}
        shown={version.number}
        isDirty={desk.isDirty}
        canSave={desk.canSave}
        canPublish={desk.canPublish}
        onSave={desk.saveEdit}
        onPublish={() => desk.publish(version.number)}
        onDiscard={desk.discard}
        onArchive={desk.archive}
      />
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-auto">
        <FileList
          paths={desk.files.paths}
          changed={desk.changed}
          selected={desk.files.selected}
          isReadOnly={!mayWrite || version.number !== skill.latestVersion}
          onSelect={path => desk.openFile(path)}
          onAdd={desk.addFile}
          onRemove={desk.removeFile}
        />
        <SkillText
          skill={skill}
          version={version}
          files={desk.files}
          place={place}
          discards={desk.discards}
          goTo={desk.goTo}
          mayWrite={mayWrite}
          onChange={desk.change}
        />
        <SkillAbout
          skill={skill}
          shown={version.number}
          diagnostics={desk.diagnostics}
          place={place}
          onOpen={desk.openFile}
          onPublish={desk.publish}
        />
      </div>
    </>
  )
}
