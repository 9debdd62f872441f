'use client'

import type { SkillDetail, SkillVersion } from '../../lib/skills/schema'
import { Button } from '../ui/button'
import { SkillEditor } from './skill-editor'
import type { ShownFiles } from './use-shown-files'
import type { useSkillPlace } from './use-skill-place'
import { VersionDiffView } from './version-diff-view'

interface SkillTextProps {
  skill: SkillDetail
  version: SkillVersion
  files: ShownFiles
  place: ReturnType<typeof useSkillPlace>
  /** Counts discards, so that the editor takes the stored text again. */
  discards: number
  goTo: { line: number } | null
  mayWrite: boolean
  onChange: (text: string) => void
}

/** The middle pane: the text of the chosen file, or the changes between two versions. */
export function SkillText(props: SkillTextProps) {
  const { skill, version, files, place, discards, goTo, mayWrite, onChange } = props
  const [{ from, to }, setPlace] = place
  if (from && to) {
    return (
      <VersionDiffView
        skillId={skill.id}
        from={from}
        to={to}
        onClose={() => void setPlace({ from: null, to: null })}
      />
    )
  }
  const isLatest = version.number === skill.latestVersion
  const query = `version=${version.number}&path=${encodeURIComponent(files.selected)}`
  return (
    <SkillEditor
      path={files.selected}
      text={files.text}
      revision={`${version.id}:${discards}`}
      isReadOnly={!mayWrite || !isLatest}
      goTo={goTo}
      downloadHref={`/api/v1/skills/${skill.id}/files?${query}`}
      onChange={onChange}
      note={
        isLatest ? null : (
          <OldVersion number={version.number} onLatest={() => void setPlace({ version: null })} />
        )
      }
    />
  )
}

function OldVersion({ number, onLatest }: { number: number; onLatest: () => void }) {
  return (
    <span className="flex flex-wrap items-center gap-3">
      Version {number}, as it was saved. Versions never change.
      <Button size="small" onClick={onLatest}>
        Show the newest
      </Button>
    </span>
  )
}
