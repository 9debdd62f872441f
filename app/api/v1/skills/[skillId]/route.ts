import { route } from '@/lib/http/handler'
import { readSkill } from '@/lib/skills/repository'
import { skillDetail, skillParams } from '@/lib/skills/schema'

export const GET = route({
  summary: 'One skill with all its versions, newest first',
  action: 'skill:read',
  params: skillParams,
  response: skillDetail,
  run: ({ actor, params }) => readSkill(actor, params.skillId),
})
