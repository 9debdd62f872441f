'use client'

import { useQuery } from '@tanstack/react-query'
import { skillQuery } from '../../lib/skills/queries'
import { QueryError } from '../common/query-error'
import { SkeletonRows } from '../ui/skeleton'
import { SkillWorkbench } from './skill-workbench'

/** One skill: its files, their text, what is to be said about it, and its versions. */
export function SkillView({ skillId }: { skillId: string }) {
  const query = useQuery(skillQuery(skillId))
  if (query.isPending) return <SkeletonRows rows={8} label="Loading the skill" />
  if (query.error && !query.data) {
    return (
      <QueryError
        title="The skill could not be loaded."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  }
  return query.data ? <SkillWorkbench key={skillId} skill={query.data} /> : null
}
