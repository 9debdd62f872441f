import { route } from '@/lib/http/handler'
import { archiveSkill } from '@/lib/skills/publish-skill'
import { skillDetail, skillParams } from '@/lib/skills/schema'

export const POST = route({
  summary: 'Bring an archived skill back',
  action: 'skill:publish',
  params: skillParams,
  response: skillDetail,
  run: ({ actor, params }) => archiveSkill(actor, params.skillId, false),
})
