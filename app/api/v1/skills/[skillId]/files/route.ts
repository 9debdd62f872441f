import { fileResponse } from '@/lib/http/file-response'
import { route } from '@/lib/http/handler'
import { readSkillFile } from '@/lib/skills/export-skill'
import { skillFileQuery, skillParams } from '@/lib/skills/schema'

export const GET = route({
  summary: 'One file of a version (the newest unless said), as bytes',
  action: 'skill:read',
  params: skillParams,
  query: skillFileQuery,
  run: async ({ actor, params, query }) => {
    const bytes = await readSkillFile(actor, params.skillId, query.path, query.version)
    return fileResponse(query.path, bytes, true)
  },
})
