import { route } from '@/lib/http/handler'
import { publishSkill } from '@/lib/skills/publish-skill'
import { publishInput, skillDetail, skillParams } from '@/lib/skills/schema'

export const POST = route({
  summary: 'Publish a version (the newest unless said); refused unless it is valid by the standard',
  action: 'skill:publish',
  params: skillParams,
  body: publishInput,
  response: skillDetail,
  run: ({ actor, params, body }) => publishSkill(actor, params.skillId, body.version),
})
