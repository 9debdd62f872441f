import type { Metadata } from 'next'
import { NewSkillView } from '../../../../components/skills/new-skill-view'

export const metadata: Metadata = { title: 'New skill' }

export default function NewSkillPage() {
  return <NewSkillView />
}
