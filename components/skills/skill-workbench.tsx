'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { skillFileQuery } from '../../lib/skills/queries'
import {
  type Diagnostic,
  hasErrors,
  isFinding,
  type SkillDetail,
  type SkillVersion,
} from '../../lib/skills/schema'
import { useShortcut } from '../common/use-shortcut'
import { Button } from '../ui/button'
import { Tabs } from '../ui/tabs'
import { FileList } from './file-list'
import { SkillChecks } from './skill-checks'
import { SkillEditor } from './skill-editor'
import { SkillHeader } from './skill-header'
import { type LiveInspection, useInspection } from './use-inspection'
import { useSkillActions } from './use-skill-actions'
import { useSkillEdit, writtenFiles } from './use-skill-edit'
import { useSkillPlace } from './use-skill-place'
import { VersionDiffView } from './version-diff-view'
import { SkillUses, VersionList } from './version-list'

/** Three panes: files, text, and beside it the checks, the versions and the runs. */
export function SkillWorkbench({ skill }: { skill: SkillDetail }) {
  const [place, setPlace] = useSkillPlace()
  const [goTo, setGoTo] = useState<{ line: number } | null>(null)
  const [discards, setDiscards] = useState(0)
  const editing = useSkillEdit()
  const actions = useSkillActions(skill.id)
  const version = skill.versions.find(item => item.number === place.version) ?? skill.versions[0]
  const files = useShownFiles(skill, version, place.file, editing.edit)
  const inspection = useInspection({ texts: files.texts, paths: files.paths, folder: skill.name })
  useLeaveWarning(editing.isDirty)
  const isLatest = version?.number === skill.latestVersion
  const diagnostics = allDiagnostics(inspection, version, editing.edit)
  function save() {
    if (!version || !editing.isDirty || inspection?.canSave === false) return
    const { edit } = editing
    const input = { base: version.number, write: writtenFiles(edit), remove: [...edit.removed] }
    actions.save.mutate(input, {
      onSuccess: () => {
        editing.clear()
        void setPlace({ version: null })
      },
    })
  }
  useShortcut('mod+s', save)
  if (!version) return null
  function open(path: string, line: number) {
    void setPlace({ file: path, from: null, to: null })
    setGoTo({ line })
  }
  function discard() {
    editing.clear()
    setDiscards(count => count + 1)
  }
  return (
    <>
      <SkillHeader
        skill={skill}
        shown={version.number}
        isDirty={editing.isDirty}
        canSave={inspection?.canSave ?? false}
        canPublish={!hasErrors(diagnostics)}
        isBusy={actions.save.isPending || actions.publish.isPending}
        onSave={save}
        onPublish={() => actions.publish.mutate(version.number)}
        onDiscard={discard}
        onArchive={isArchived => actions.archive.mutate(isArchived)}
      />
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-auto">
        <div className="flex w-52 shrink-0 flex-col border-r max-md:w-full max-md:border-r-0 max-md:border-b">
          <FileList
            paths={files.paths}
            changed={Object.keys(editing.edit.texts)}
            selected={files.selected}
            isReadOnly={!isLatest}
            onSelect={file => void setPlace({ file, from: null, to: null })}
            onAdd={path => {
              editing.write(path, '', undefined)
              void setPlace({ file: path })
            }}
            onRemove={path =>
              editing.remove(
                path,
                version.files.some(file => file.path === path),
              )
            }
          />
        </div>
        {place.from && place.to ? (
          <VersionDiffView
            skillId={skill.id}
            from={place.from}
            to={place.to}
            onClose={() => void setPlace({ from: null, to: null })}
          />
        ) : (
          <SkillEditor
            path={files.selected}
            text={files.text}
            revision={`${version.id}:${discards}`}
            isReadOnly={!isLatest}
            goTo={goTo}
            downloadHref={`/api/v1/skills/${skill.id}/files?version=${version.number}&path=${encodeURIComponent(files.selected)}`}
            onChange={text => editing.write(files.selected, text, files.stored)}
            note={
              isLatest ? null : (
                <OldVersion number={version.number} onLatest={() => void setPlace({ version: null })} />
              )
            }
          />
        )}
        <Tabs
          label="About this skill"
          className="w-80 shrink-0 border-l max-md:w-full max-md:border-t max-md:border-l-0"
          panelClassName="overflow-auto scroll-quiet"
          value={place.tab}
          onChange={tab => void setPlace({ tab })}
          tabs={[
            {
              value: 'checks',
              label: 'Checks',
              count: diagnostics.filter(item => item.severity !== 'info').length,
            },
            { value: 'versions', label: 'Versions', count: skill.versions.length },
            { value: 'runs', label: 'Runs' },
          ]}
        >
          {place.tab === 'checks' ? <SkillChecks diagnostics={diagnostics} onOpen={open} /> : null}
          {place.tab === 'versions' ? (
            <VersionList
              skill={skill}
              shown={version.number}
              onShow={number =>
                void setPlace({
                  version: number === skill.latestVersion ? null : number,
                  from: null,
                  to: null,
                })
              }
              onCompare={(from, to) => void setPlace({ from, to })}
              onPublish={number => actions.publish.mutate(number)}
            />
          ) : null}
          {place.tab === 'runs' ? <SkillUses skillId={skill.id} /> : null}
        </Tabs>
      </div>
    </>
  )
}

function OldVersion({ number, onLatest }: { number: number; onLatest: () => void }) {
  return (
    <span className="flex items-center gap-3">
      Version {number}, as it was saved. Versions never change.
      <Button size="small" onClick={onLatest}>
        Show the newest
      </Button>
    </span>
  )
}

type Edit = ReturnType<typeof useSkillEdit>['edit']

/** The files as they would be saved, and the text of the selected one. */
function useShownFiles(
  skill: SkillDetail,
  version: SkillVersion | undefined,
  file: string | null,
  edit: Edit,
) {
  const stored = version?.files.map(entry => entry.path) ?? []
  const kept = stored.filter(path => !edit.removed.includes(path))
  const added = Object.keys(edit.texts).filter(path => !stored.includes(path))
  const main = kept.find(path => /^skill\.md$/i.test(path)) ?? 'SKILL.md'
  const paths = [main, ...[...kept, ...added].filter(path => path !== main).sort()]
  const selected = file && paths.includes(file) ? file : main
  const number = version?.number ?? 1
  const query = useQuery({
    ...skillFileQuery(skill.id, number, selected),
    enabled: stored.includes(selected),
  })
  const mainQuery = useQuery({ ...skillFileQuery(skill.id, number, main), enabled: stored.includes(main) })
  const mainText = edit.texts[main] ?? mainQuery.data
  const texts = { ...edit.texts, ...(typeof mainText === 'string' ? { [main]: mainText } : {}) }
  const own = stored.includes(selected) ? query.data : ''
  return {
    paths,
    selected,
    texts,
    stored: stored.includes(selected) ? query.data : undefined,
    text: edit.texts[selected] ?? own,
  }
}

/** The live checks of what is at hand, and what was found in the other files when they were saved. */
function allDiagnostics(
  live: LiveInspection | null,
  version: SkillVersion | undefined,
  edit: Edit,
): Diagnostic[] {
  const stored = version?.diagnostics ?? []
  if (!live) return stored
  const elsewhere = stored.filter(
    item =>
      isFinding(item) &&
      item.path !== undefined &&
      !/^skill\.md$/i.test(item.path) &&
      !(item.path in edit.texts),
  )
  return [
    ...live.diagnostics.filter(item => item.code !== 'licence-missing' || version?.licence == null),
    ...elsewhere,
  ]
}

/** Asks before the tab closes over unsaved text. */
function useLeaveWarning(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isDirty])
}
