import { route } from '@/lib/http/handler'
import { saveVersion } from '@/lib/skills/save-version'
import { saveVersionInput, skillDetail, skillParams } from '@/lib/skills/schema'

export const POST = route({
  summary: 'Save an edit as the next immutable version; identical content makes none',
  action: 'skill:write',
  params: skillParams,
  body: saveVersionInput,
  response: skillDetail,
  status: 201,
  run: ({ actor, params, body }) => saveVersion(actor, params.skillId, body),
})
