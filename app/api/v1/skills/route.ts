import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { createSkill } from '@/lib/skills/create-skill'
import { listSkills } from '@/lib/skills/repository'
import { createSkillInput, skillDetail, skillFilter, skillSummary } from '@/lib/skills/schema'

export const GET = route({
  summary: 'Skills of the workspace; q searches names and descriptions',
  action: 'skill:read',
  query: skillFilter,
  response: z.object({ skills: z.array(skillSummary) }),
  run: async ({ actor, query }) => ({ skills: await listSkills(actor, query) }),
})

export const POST = route({
  summary: 'Create a skill from the text of its SKILL.md and, optionally, more files',
  action: 'skill:write',
  body: createSkillInput,
  response: skillDetail,
  status: 201,
  run: ({ actor, body }) => createSkill(actor, body),
})
