import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { listUses } from '@/lib/skills/repository'
import { skillParams, skillUse } from '@/lib/skills/schema'

export const GET = route({
  summary: 'The last 100 times that a run opened the skill, with the version it got',
  action: 'skill:read',
  params: skillParams,
  response: z.object({ uses: z.array(skillUse) }),
  run: async ({ actor, params }) => ({ uses: await listUses(actor, params.skillId) }),
})
