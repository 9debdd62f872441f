import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { SkillsView } from '../../../components/skills/skills-view'
import { requirePageActor } from '../../../lib/accounts/page-actor'
import { skillListQuery } from '../../../lib/skills/queries'
import { listSkills } from '../../../lib/skills/repository'
import { skillList } from '../../../lib/skills/schema'
import { answer, prefetch } from '../prefetch'

export const metadata: Metadata = { title: 'Skills' }

export default async function SkillsPage() {
  const actor = await requirePageActor()
  const skills = listSkills(actor).then(list => ({ skills: list }))
  const state = await prefetch([answer(skillListQuery(), skillList, skills)])
  return (
    <HydrationBoundary state={state}>
      <SkillsView />
    </HydrationBoundary>
  )
}
