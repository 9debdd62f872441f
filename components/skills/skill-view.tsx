'use client'

import { useQuery } from '@tanstack/react-query'
import { skillQuery } from '../../lib/skills/queries'
import { QueryError } from '../common/query-error'
import { SkeletonRows } from '../ui/skeleton'
import { SkillWorkbench } from './skill-workbench'
import { useSkillPlace } from './use-skill-place'

/** One skill: its files, their text, what is to be said about it, and its versions. */
export function SkillView({ skillId }: { skillId: string }) {
  const query = useQuery(skillQuery(skillId))
  const place = useSkillPlace()
  const skill = query.data
  const version = skill?.versions.find(item => item.number === place[0].version) ?? skill?.versions[0]
  if (query.isPending) return <SkeletonRows rows={8} label="Loading the skill" />
  if (!skill || !version) {
    const error = query.error ?? new Error('The skill has no version.')
    return (
      <QueryError title="The skill could not be loaded." error={error} onRetry={() => void query.refetch()} />
    )
  }
  return <SkillWorkbench key={skillId} skill={skill} version={version} place={place} />
}
