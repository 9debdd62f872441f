import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { SkillView } from '../../../../components/skills/skill-view'
import { requirePageActor } from '../../../../lib/accounts/page-actor'
import { skillQuery } from '../../../../lib/skills/queries'
import { readSkill } from '../../../../lib/skills/repository'
import { skillDetail } from '../../../../lib/skills/schema'
import { answer, prefetch } from '../../prefetch'

export const metadata: Metadata = { title: 'Skill' }

export default async function SkillPage({ params }: { params: Promise<{ skillId: string }> }) {
  const [actor, { skillId }] = await Promise.all([requirePageActor(), params])
  const state = await prefetch([answer(skillQuery(skillId), skillDetail, readSkill(actor, skillId))])
  return (
    <HydrationBoundary state={state}>
      <SkillView skillId={skillId} />
    </HydrationBoundary>
  )
}
