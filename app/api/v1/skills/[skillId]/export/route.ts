import { fileResponse } from '@/lib/http/file-response'
import { route } from '@/lib/http/handler'
import { exportSkill } from '@/lib/skills/export-skill'
import { skillParams, versionQuery } from '@/lib/skills/schema'

export const GET = route({
  summary: 'A version (the newest unless said) as a zip',
  action: 'skill:read',
  params: skillParams,
  query: versionQuery,
  run: async ({ actor, params, query }) => {
    const { name, bytes } = await exportSkill(actor, params.skillId, query.version)
    return fileResponse(name, bytes, true)
  },
})
