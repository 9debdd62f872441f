import type { Metadata } from 'next'
import { SkillView } from '../../../../components/skills/skill-view'

export const metadata: Metadata = { title: 'Skill' }

export default async function SkillPage({ params }: { params: Promise<{ skillId: string }> }) {
  const { skillId } = await params
  return <SkillView skillId={skillId} />
}
