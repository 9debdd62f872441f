'use client'

import type { Diagnostic, SkillDetail } from '../../lib/skills/schema'
import { Tabs } from '../ui/tabs'
import { SkillChecks } from './skill-checks'
import type { useSkillPlace } from './use-skill-place'
import { SkillUses, VersionList } from './version-list'

interface SkillAboutProps {
  skill: SkillDetail
  shown: number
  diagnostics: readonly Diagnostic[]
  place: ReturnType<typeof useSkillPlace>
  onOpen: (path: string, line: number) => void
  onPublish: (version: number) => void
}

/** The right pane: checks, versions, and the runs that opened the skill. */
export function SkillAbout({ skill, shown, diagnostics, place, onOpen, onPublish }: SkillAboutProps) {
  const [{ tab }, setPlace] = place
  const show = (number: number) =>
    void setPlace({ version: number === skill.latestVersion ? null : number, from: null, to: null })
  return (
    <Tabs
      label="About this skill"
      className="w-80 shrink-0 border-l max-md:w-full max-md:border-t max-md:border-l-0"
      panelClassName="overflow-auto scroll-quiet"
      value={tab}
      onChange={next => void setPlace({ tab: next })}
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
      {tab === 'checks' ? <SkillChecks diagnostics={diagnostics} onOpen={onOpen} /> : null}
      {tab === 'versions' ? (
        <VersionList
          skill={skill}
          shown={shown}
          onShow={show}
          onCompare={(from, to) => void setPlace({ from, to })}
          onPublish={onPublish}
        />
      ) : null}
      {tab === 'runs' ? <SkillUses skillId={skill.id} /> : null}
    </Tabs>
  )
}
